// SPDX-License-Identifier: Apache-2.0

import BenignLanguage
import BenignStore
import Concurrency
import JupyterKernel
import JupyterProtocol
import Synchronization

/// Benign's language as the kernel knows languages.
///
/// The main shell owns the session and replaces it statement by statement; everything else (subshells, completion,
/// inspection) reads the snapshot that was published last.
final class BenignInterpreter: Interpreter {
  /// The session as the main shell left it last, or as a running statement published it.
  private let published = Mutex(Session())
  private let store: Store?
  private let keeper: SessionKeeper?
  /// Held while something changes the session.
  private let turn = Mutex(())
  private let explorations = LiveExplorations()

  let language: LanguageDescription

  /// - Parameters:
  ///   - store: Where outcomes of sweeps are kept; `nil` for nowhere.
  ///   - keeper: Keeps the session for a kernel that is started in this one's place; `nil` for nobody.
  ///   - lexer: The lexer of Pygments that clients are told of.
  init(store: Store? = nil, keeper: SessionKeeper? = nil, lexer: String = "python") {
    self.store = store
    self.keeper = keeper
    // Front ends without our extension colour cells as Python: comments, numbers such as 20_000, strings, `and`, `or`, `not`,
    // `True`, `None` are the same there, and a new line is indented only inside brackets.
    language = LanguageDescription(
      name: "benign", version: Benign.version, mimeType: "text/x-benign", fileExtension: ".benign",
      pygmentsLexer: lexer,
      codeMirrorMode: .object(["name": .string("benign"), "mime": .string("text/x-python")]),
      banner:
        "Benign \(Benign.version): directional convergence and benign overfitting. Type help.",
      implementation: "benign", implementationVersion: Benign.version)
  }

  private var snapshot: Session { published.withLock { $0 } }

  /// Keeps what is not kept yet, before the process ends.
  func finish() { keeper?.finish(snapshot) }

  func execute(_ cell: Cell, output: any CellOutput, interruption: Interruption) -> CellOutcome {
    guard cell.shell == .main else { return run(cell, output, interruption) }
    return turn.withLock { _ in run(cell, output, interruption) }
  }

  private func run(
    _ cell: Cell, _ output: any CellOutput, _ interruption: Interruption
  ) -> CellOutcome {
    let source = SourceText(cell.code)
    var session = snapshot
    // What the session was, let go of where nobody waits for it: an interrupt may not.
    let before = session
    let isMain = cell.shell == .main
    let stop = StopSignal { interruption.isRequested }
    let publisher = EventPublisher(to: output, earlier: cell.transcript, stop: stop) {
      self.explore($0, $1, in: cell, output)
    }
    let environment = Environment(
      access: isMain ? .changing : .reading,
      stop: stop,
      emit: publisher.publish,
      publish: { session in
        if isMain { self.published.withLock { $0 = session } }
      },
      store: store, keeper: isMain ? keeper : nil,
      execution: isMain && cell.isNumbered ? cell.executionCount : nil,
      executions: Executions(cell))
    let diagnostic = session.run(source, in: environment)
    if isMain, before.isLarge { Abandonable.free(consume before) }
    guard let diagnostic else { return .finished }
    return .failed(ErrorReport(diagnostic, in: source))
  }

  // MARK: Sliders

  /// Shows sliders, and follows them until they are closed.
  private func explore(
    _ exploration: Exploration, _ view: Exploration.View, in cell: Cell, _ output: any CellOutput
  ) {
    if cell.silent { return }
    let live = LiveExploration(
      exploration, view, in: cell,
      keep: { [weak self] statements, stop in
        self?.keep(statements, of: exploration.experiment, stop)
      },
      whenClosed: { [weak self] in self?.explorations.remove($0) })
    explorations.add(live, on: output)
  }

  func handler(of opening: CommDelivery, target: String) -> (any CommHandler)? {
    target == LiveExplorations.target ? explorations : nil
  }

  /// Runs the statements of a setting as a cell of their own.
  /// - Returns: why they did not run to their end; `nil` where they did.
  private func keep(_ statements: String, of experiment: String, _ stop: StopSignal) -> String? {
    let isFree = turn.withLockIfAvailable { _ in
      var session = snapshot
      let environment = Environment(
        stop: stop, emit: { _ in },
        publish: { session in self.published.withLock { $0 = session } },
        store: store, keeper: keeper)
      let diagnostic = session.run(
        SourceText("use \(experiment)\n\(statements)"), in: environment)
      return diagnostic.map { "\($0.kind.rawValue): \($0.message)" }
    }
    guard let isFree else { return "A cell is running: press keep again when it has ended." }
    return isFree
  }

  func evaluate(_ expressions: [String], on shell: Shell, interruption: Interruption)
    -> [Result<MIMEBundle, ErrorReport>]
  {
    // A run may publish another state between two of them.
    let session = snapshot
    let stop = StopSignal { interruption.isRequested }
    return expressions.map { expression in
      let source = SourceText(expression)
      switch session.answer(source, stop: stop) {
      case .success(let answer): return rendered(answer, source, stop)
      case .failure(let diagnostic): return .failure(ErrorReport(diagnostic, in: source))
      }
    }
  }

  private func rendered(
    _ answer: Answer, _ source: SourceText, _ stop: StopSignal
  ) -> Result<MIMEBundle, ErrorReport> {
    guard case .value(let value) = answer, value.isLarge else {
      return .success(Rendering.answer(answer))
    }
    let bundle = Rendering.abandonably(stop: stop) { Rendering.answer(answer) }
    guard let bundle else { return .failure(ErrorReport(Diagnostic.interrupted, in: source)) }
    return .success(bundle)
  }

  func completeness(of code: String) -> Completeness {
    switch CellCompleteness(of: SourceText(code)) {
    case .complete: .complete
    case .incomplete: .incomplete(indent: "    ")
    case .invalid: .invalid
    }
  }

  func completions(in code: String, at cursor: Int) -> Completions {
    let (items, range) = Completion.completions(in: SourceText(code), at: cursor, of: snapshot)
    return Completions(
      items: items.map {
        Completions.Item(text: $0.text, type: $0.kind.rawValue, signature: $0.signature)
      }, range: range)
  }

  func inspection(in code: String, at cursor: Int, detail: Int) -> MIMEBundle? {
    Inspection.page(in: SourceText(code), at: cursor, of: snapshot).map(Rendering.page)
  }
}

extension Executions {
  /// Those of the main shell; a subshell may also show the one that runs.
  fileprivate init(_ cell: Cell) {
    let transcript = cell.transcript
    let next = cell.isNumbered ? cell.executionCount : cell.executionCount + 1
    let present = cell.shell == .main ? next : (transcript.executions.last ?? 0) + 1
    self.init(present: present, kept: { transcript.executions })
  }
}

extension ErrorReport {
  init(_ diagnostic: Diagnostic, in source: SourceText) {
    self.init(
      name: diagnostic.kind.rawValue, message: PlainText.sentence(diagnostic.message),
      traceback: DiagnosticText(diagnostic, in: source).lines)
  }
}
