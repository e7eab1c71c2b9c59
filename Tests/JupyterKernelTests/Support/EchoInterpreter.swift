// SPDX-License-Identifier: Apache-2.0

import Glibc
import JupyterKernel
import JupyterProtocol
import Synchronization

/// A language for the tests: a cell is commands, one a line.
///
///     print TEXT | warn TEXT | result TEXT | display ID TEXT | update ID TEXT | clear | page TEXT
///     open ID | close ID      a comm to the target echo, whose handler sends back what it gets
///     fail | wait | wait UNTIL-RELEASED | recurse DEPTH
final class EchoInterpreter: Interpreter {
  /// Cells as they came, in order.
  let cells = Mutex<[Cell]>([])
  /// Ends a `hold`.
  let isReleased = Atomic<Bool>(false)

  let language = LanguageDescription(
    name: "echo", version: "1", mimeType: "text/x-echo", fileExtension: ".echo",
    pygmentsLexer: "text", codeMirrorMode: "python", banner: "Echo",
    helpLinks: [("Echo", "https://example.org")], implementation: "echo", implementationVersion: "2"
  )

  func execute(_ cell: Cell, output: any CellOutput, interruption: Interruption) -> CellOutcome {
    cells.withLock { $0.append(cell) }
    for line in cell.code.split(separator: "\n") {
      let words = line.split(separator: " ", maxSplits: 1).map(String.init)
      let rest = words.count > 1 ? words[1] : ""
      switch words[0] {
      case "fail": return .failed(report("Failure"))
      case "wait":
        while !interruption.isRequested { pause() }
        return .failed(report("Interrupted"))
      case "hold":
        while !isReleased.load(ordering: .acquiring) { pause() }
      case "recurse": _ = depth(Int(rest) ?? 0)
      default: publish(words[0], rest, to: output)
      }
    }
    return .finished
  }

  private func publish(_ command: String, _ rest: String, to output: any CellOutput) {
    let bundle = MIMEBundle(data: ["text/plain": .string(rest)])
    switch command {
    case "print": output.write(rest + "\n", to: .stdout)
    case "warn": output.write(rest + "\n", to: .stderr)
    case "result": output.result(bundle)
    case "display": output.display(bundle, id: rest)
    case "update": output.update(bundle, id: rest)
    case "clear": output.clear(wait: true)
    case "open":
      output.open(
        CommOpen(commID: rest, targetName: "echo", data: ["is": "new"], buffers: [[1, 2]]),
        handler: EchoHandler(isReleased: { self.isReleased.load(ordering: .acquiring) }))
    case "close": output.close(CommClose(commID: rest))
    default: output.page(bundle)
    }
  }

  func evaluate(
    _ expressions: [String], on shell: Shell, interruption: Interruption
  ) -> [Result<MIMEBundle, ErrorReport>] {
    expressions.map { expression in
      if expression == "bad" { return .failure(report("Bad")) }
      return .success(MIMEBundle(data: ["text/plain": .string("\(expression) on \(shell)")]))
    }
  }

  func completeness(of code: String) -> Completeness {
    switch code.last {
    case "(": .incomplete(indent: "  ")
    case ")": .invalid
    case _: .complete
    }
  }

  /// Offers the text before the cursor, reversed, and tells where the cursor is.
  func completions(in code: String, at cursor: Int) -> Completions {
    while code == "hold", !isReleased.load(ordering: .acquiring) { pause() }
    let head = String(String.UnicodeScalarView(code.unicodeScalars.prefix(cursor)))
    return Completions(
      items: [
        Completions.Item(text: head, type: "keyword", signature: "\(cursor)"),
        Completions.Item(text: "other", type: "function"),
      ], range: 0..<cursor)
  }

  func inspection(in code: String, at cursor: Int, detail: Int) -> MIMEBundle? {
    code.isEmpty ? nil : MIMEBundle(data: ["text/plain": .string("\(code) \(cursor) \(detail)")])
  }

  func handler(of opening: CommDelivery, target: String) -> (any CommHandler)? {
    guard target == "echo" else { return nil }
    return EchoHandler(isReleased: { self.isReleased.load(ordering: .acquiring) })
  }

  private func report(_ name: String) -> ErrorReport {
    ErrorReport(name: name, message: "as asked", traceback: ["line 1"])
  }

  private func depth(_ rest: Int) -> Int { rest == 0 ? 0 : 1 + depth(rest - 1) }

  private func pause() {
    var time = timespec(tv_sec: 0, tv_nsec: 200_000)
    nanosleep(&time, nil)
  }
}

/// Sends back what it gets, and tells whether more is waiting. "hold" waits until it is released or interrupted.
private final class EchoHandler: CommHandler {
  private let isReleased: @Sendable () -> Bool

  init(isReleased: @escaping @Sendable () -> Bool) { self.isReleased = isReleased }

  func receive(_ message: CommDelivery, output: any CommOutput, interruption: Interruption) {
    while message.data == "hold", !isReleased(), !interruption.isRequested { usleep(200) }
    output.send(
      CommMessage(
        commID: message.comm,
        data: ["data": message.data, "more": .boolean(message.hasSuccessor)],
        buffers: message.buffers))
  }

  func closed(_ id: String, output: any CommOutput) {
    output.update(MIMEBundle(data: ["text/plain": .string("closed \(id)")]), id: "end")
  }
}
