// SPDX-License-Identifier: Apache-2.0

import JupyterProtocol
import Synchronization

/// Publishes what one cell puts out, in order; text is gathered first.
///
/// Neighbouring writes to a stream become one message: it leaves before any other message of the cell,
/// at the cell's end, when it has grown to 64 KiB, and when it is 50 ms old (the wire thread looks).
/// A silent cell publishes nothing (Messaging, "Execute").
final class CellPublisher: CellOutput {
  /// How old gathered text may grow.
  static let patience = Duration.milliseconds(50)

  private struct State {
    var stream = OutputStreamName.stdout
    var text = ""
    /// When the first of the gathered text came.
    var since = ContinuousClock.now
    var pages: [MIMEBundle] = []
    var lastResult: String?
  }

  private let scope: RequestScope
  private let executionCount: Int
  private let silent: Bool
  /// Keeps what is published under the execution count; `nil` where nothing is kept.
  private let transcript: Transcript?
  private let state = Mutex(State())

  init(scope: RequestScope, executionCount: Int, silent: Bool, transcript: Transcript? = nil) {
    self.scope = scope
    self.executionCount = executionCount
    self.silent = silent
    self.transcript = transcript
    transcript?.begin(executionCount)
  }

  func write(_ text: String, to stream: OutputStreamName) {
    if silent || text.isEmpty { return }
    state.withLock { state in
      if state.stream != stream { flush(&state) }
      if state.text.isEmpty { state.since = .now }
      state.stream = stream
      state.text += text
      if state.text.utf8.count >= 1 << 16 { flush(&state) }
    }
  }

  func result(_ bundle: MIMEBundle) {
    publish(ExecuteResult(bundle: bundle, executionCount: executionCount), kept: .result(bundle))
    state.withLock { $0.lastResult = bundle.data["text/plain"]?.text }
  }

  func display(_ bundle: MIMEBundle, id: String?) {
    publish(DisplayData(bundle: bundle, id: id), kept: .display(bundle), display: id)
  }

  func update(_ bundle: MIMEBundle, id: String) {
    publish(UpdateDisplayData(bundle: bundle, id: id))
    if !silent { transcript?.update(bundle, display: id, of: executionCount) }
  }

  /// A silent cell opens none: nobody would hear of it.
  func open(_ comm: CommOpen, handler: any CommHandler) {
    if silent { return }
    scope.comms.register(comm.commID, target: comm.targetName, handler)
    publish(comm)
  }

  func send(_ message: CommMessage) { publish(message) }

  func close(_ comm: CommClose) {
    scope.comms.forget(comm.commID)
    publish(comm)
  }

  func clear(wait: Bool) {
    publish(ClearOutput(wait: wait))
    if !silent { transcript?.clear(executionCount) }
  }

  func page(_ bundle: MIMEBundle) {
    state.withLock { $0.pages.append(bundle) }
    if !silent { transcript?.append(.page(bundle), to: executionCount) }
  }

  /// The error that ends the cell.
  func fail(_ report: ErrorReport) {
    publish(Failure(report), kept: .failure(report))
  }

  /// Publishes behind the text gathered so far.
  /// - Parameters:
  ///   - output: what of it is kept.
  ///   - display: the id under which that may be updated.
  func publish(
    _ publication: some Publication, kept output: Transcript.Output? = nil, display: String? = nil
  ) {
    if silent { return }
    state.withLock { state in
      flush(&state)
      scope.publish(publication)
      if let output { transcript?.append(output, display: display, to: executionCount) }
    }
  }

  /// Publishes the gathered text.
  func flush() { state.withLock { flush(&$0) } }

  /// Publishes the gathered text if it has waited long enough.
  /// - Returns: the moment at which there may be text to publish next.
  func flush(dueAt now: ContinuousClock.Instant) -> ContinuousClock.Instant {
    // Where the cell is publishing just now, nothing waits.
    let next = state.withLockIfAvailable { state -> ContinuousClock.Instant? in
      if state.text.isEmpty { return nil }
      let due = state.since + CellPublisher.patience
      if now < due { return due }
      flush(&state)
      return nil
    }
    return next.flatMap { $0 } ?? now + CellPublisher.patience
  }

  /// Plain text of the last result, for the history.
  var lastResult: String? { state.withLock { $0.lastResult } }

  /// The pages of the cell as one payload: front ends show only the first (none if there was no page).
  func payload() -> [Payload] {
    let pages = state.withLock { $0.pages }
    guard var all = pages.first else { return [] }
    for page in pages.dropFirst() {
      all.data.merge(page.data) { first, second in
        guard let first = first.text, let second = second.text else { return first }
        return .string(first + "\n" + second)
      }
    }
    return [Payload(page: all)]
  }

  private func flush(_ state: inout State) {
    if state.text.isEmpty { return }
    scope.publish(StreamText(name: state.stream.rawValue, text: state.text))
    transcript?.append(.text(state.text, state.stream), to: executionCount)
    state.text = ""
  }
}
