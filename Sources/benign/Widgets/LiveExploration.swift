// SPDX-License-Identifier: Apache-2.0

import BenignLanguage
import Concurrency
import FoundationEssentials
import JupyterKernel
import JupyterProtocol
import Synchronization

/// An exploration whose sliders are shown: it follows them.
///
/// Of places that came while others were being drawn only the newest is drawn. What a client sends that is no place is ignored.
final class LiveExploration: CommHandler {
  /// Takes statements into the session; returns why it could not.
  typealias Keep = @Sendable (_ statements: String, _ stop: StopSignal) -> String?

  private struct State {
    var board: SliderBoard
    var place: [Double]
    var page: ExplorationPage
    /// Whether somebody has moved what the page does not show yet.
    var isMoved = false
    var isOpen = true
  }

  /// The front end's name of the cell that shows it; `nil` where it has none.
  let cell: String?
  private let exploration: Exploration
  private let execution: Int
  private let transcript: Transcript
  private let keep: Keep
  private let whenClosed: @Sendable (LiveExploration) -> Void
  private let display = "benign-explore-" + UUID().uuidString.lowercased()
  private let state: Mutex<State>

  init(
    _ exploration: Exploration, _ view: Exploration.View, in cell: Cell, keep: @escaping Keep,
    whenClosed: @escaping @Sendable (LiveExploration) -> Void
  ) {
    self.exploration = exploration
    self.cell = cell.metadata["cellId"]?.text
    (execution, transcript) = (cell.executionCount, cell.transcript)
    (self.keep, self.whenClosed) = (keep, whenClosed)
    let names = exploration.controls.map(\.name).joined(separator: ", ")
    let page = ExplorationPage(view: view, names: names)
    state = Mutex(
      State(
        board: SliderBoard(exploration, html: page.html), place: exploration.start, page: page))
  }

  var models: [WidgetModel] { state.withLock { $0.isOpen ? $0.board.models : [] } }

  /// Shows the sliders, and behind them the output that stays.
  func show(on output: any CellOutput) {
    let (board, page) = state.withLock { ($0.board, $0.page) }
    for model in board.models { output.open(model.opening, handler: self) }
    let words = "Sliders for \(page.names): they need JupyterLab or Notebook, with ipywidgets."
    output.display(
      MIMEBundle(data: [WidgetModel.viewType: board.box.view, "text/plain": .string(words)]),
      id: nil)
    output.display(page.bundle, id: display)
  }

  func receive(
    _ message: CommDelivery, output: any CommOutput, interruption: Interruption
  ) {
    let stop = StopSignal { interruption.isRequested }
    switch message.data["method"]?.text {
    case "update": move(message)
    case "request_state":
      let model = models.first { $0.id == message.comm }
      if let model { output.send(model.whole) }
    case "custom" where message.data["content"]?["event"]?.text == "click":
      let button = state.withLock { $0.board.keep.id }
      if message.comm == button { take(output, stop) }
    case _: break
    }
    guard !message.hasSuccessor, state.withLock({ $0.isMoved }) else { return }
    draw(output, stop)
  }

  private func move(_ message: CommDelivery) {
    state.withLock { state in
      let moved = state.board.move(message.comm, message.data["state"], of: exploration)
      guard let moved, state.place[moved.control] != moved.place else { return }
      state.place[moved.control] = moved.place
      state.isMoved = true
    }
  }

  private func draw(_ output: any CommOutput, _ stop: StopSignal) {
    let (place, names) = state.withLock { ($0.place, $0.page.names) }
    let view = exploration.view(at: place, stop: stop)
    show(ExplorationPage(view: view, names: names), output)
    state.withLock { $0.isMoved = false }
  }

  private func show(_ page: ExplorationPage, _ output: any CommOutput) {
    let html = page.html
    let message = state.withLock { state in
      state.page = page
      return state.board.show(html)
    }
    output.send(message)
    let bundle = page.bundle
    output.update(bundle, id: display)
    transcript.update(bundle, display: display, of: execution)
  }

  /// Takes the setting into the experiment, and says so below the picture.
  private func take(_ output: any CommOutput, _ stop: StopSignal) {
    var (page, place) = state.withLock { ($0.page, $0.place) }
    if let statements = exploration.statements(at: place) {
      page.note = keep(statements, stop) ?? "kept:\n\(statements)"
    } else {
      page.note = "This setting cannot be kept."
    }
    show(page, output)
  }

  func closed(_ id: String, output: any CommOutput) { close(on: output) }

  /// Lets go of everything.
  func close(on output: any CommOutput) {
    let models = state.withLock { state in
      defer { state.isOpen = false }
      return state.isOpen ? state.board.models : []
    }
    for model in models { output.close(CommClose(commID: model.id)) }
    if !models.isEmpty { whenClosed(self) }
  }
}
