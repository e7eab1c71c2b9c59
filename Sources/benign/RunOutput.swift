// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import BenignCharts
import BenignCore
import BenignLanguage
import Glibc
import JupyterProtocol
import Synchronization

/// What `benign run` writes: text for people, or a JSON object a line for programs. Warnings and errors also go to stderr, as text.
struct RunOutput: Sendable {
  /// A JSON object a line on stdout, in place of text.
  let isJSON: Bool
  /// No text on stdout and no progress: results as JSON where these are asked for, and errors.
  let isQuiet: Bool

  /// The first error's number in writing to stdout, or 0.
  private static let failure = Atomic<Int32>(0)

  func emit(_ event: Event) {
    switch event {
    case .output(let text): tell("output", text: text)
    case .warning(let text):
      if isJSON { tell("warning", text: text) }
      Self.write(text, to: STDERR_FILENO)
    case .value(let value):
      tell("value", ["value": Rendering.json(Datum(value))]) { ValueText(value).display() }
    case .report(let report): tell(report)
    case .figure(let figure):
      guard isJSON else { return tell("figure", [:]) { figure.alternativeText } }
      let drawn = DrawnFigure(figure)
      tell(
        "figure",
        ["text": .string(drawn.alternativeText), "vegalite": Rendering.vegaLite(of: drawn)]
      ) { drawn.alternativeText }
    case .exploration(_, let view): tell(view)
    case .progress(let progress): show(progress)
    case .page(let page): tell("help", text: page.text + "\n")
    // A file is one cell, and no other one's outputs are kept; nothing that is written can be replaced.
    case .clear, .again, .growing: break
    }
  }

  /// The text of a file.
  /// - Throws: `ExitCode.failure`, once it is told why the file cannot be read.
  func source(of file: String) throws -> SourceText {
    do throws(Diagnostic) {
      return SourceText(try TextFile.read(file))
    } catch {
      fail(error, in: nil)
      throw ExitCode.failure
    }
  }

  /// An error, with its place in the source.
  func fail(_ diagnostic: Diagnostic, in source: SourceText?) {
    let lines = source.map { DiagnosticText(diagnostic, in: $0).lines } ?? [diagnostic.message]
    if isJSON {
      write([
        "kind": .string("error"), "name": .string(diagnostic.kind.rawValue),
        "message": .string(diagnostic.message), "text": .string(lines.joined(separator: "\n")),
      ])
    }
    Self.write(lines.joined(separator: "\n") + "\n", to: STDERR_FILENO)
  }

  /// Says whether all of the output could be written.
  func isWhole() -> Bool {
    let failure = Self.failure.load(ordering: .relaxed)
    guard failure != 0 else { return true }
    let reason = RegularFile.reason(failure)
    Self.write("The output could not be written: \(reason).\n", to: STDERR_FILENO)
    return false
  }
}

extension RunOutput {
  /// What `print` and the answers of statements are.
  private func tell(_ kind: String, text: String) {
    guard !isQuiet || kind == "warning" else { return }
    if isJSON {
      write(["kind": .string(kind), "text": .string(text)])
    } else {
      Self.write(text, to: STDOUT_FILENO)
    }
  }

  private func tell(
    _ kind: String, _ members: [String: JSONValue], text: () -> String
  ) {
    if isJSON {
      write(members.merging(["kind": .string(kind)]) { first, _ in first })
    } else if !isQuiet {
      Self.write(text() + "\n", to: STDOUT_FILENO)
    }
  }

  /// A setting of sliders that nobody can move here.
  private func tell(_ view: Exploration.View) {
    let words = PlainText.printable(view.text)
    guard isJSON else { return tell("exploration", text: words + "\n") }
    let picture = view.figure.map { Rendering.vegaLite(of: DrawnFigure($0)) }
    write([
      "kind": .string("exploration"), "setting": .string(view.setting), "text": .string(words),
      "vegalite": picture ?? .null,
    ])
  }

  /// The same object that a notebook gets.
  private func tell(_ report: Report) {
    if isJSON {
      Self.write(Self.line(Rendering.json(report.document)), to: STDOUT_FILENO)
    } else if !isQuiet {
      Self.write(ReportText(report).description + "\n", to: STDOUT_FILENO)
    }
  }

  /// One line that is written over, where somebody watches.
  private func show(_ progress: Progress) {
    guard !isQuiet, isatty(STDERR_FILENO) == 1 else { return }
    Self.write(
      "\r\u{1B}[K" + progress.line + (progress.isFinal ? "\n" : ""), to: STDERR_FILENO)
  }

  private func write(_ members: [String: JSONValue]) {
    Self.write(Self.line(.object(members)), to: STDOUT_FILENO)
  }

  private static func line(_ value: JSONValue) -> String {
    String(decoding: JSONText(value).bytes, as: UTF8.self) + "\n"
  }

  /// Writes all of it, however often the system takes only a part.
  static func write(_ text: String, to descriptor: Int32) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        if descriptor == STDOUT_FILENO {
          _ = failure.compareExchange(expected: 0, desired: errno, ordering: .relaxed)
        }
        return
      }
      bytes.removeFirst(count)
    }
  }
}
