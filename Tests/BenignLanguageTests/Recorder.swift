// SPDX-License-Identifier: Apache-2.0

import BenignCharts
import BenignStore

@testable import BenignLanguage
import Concurrency

/// Runs cells in one session and keeps what they publish.
struct Recorder {
  var session = Session()
  var store: Store?
  var keeper: SessionKeeper?
  var execution: Int?
  var executions: Executions?
  private(set) var events: [Event] = []

  /// - Returns: what went wrong, or `nil`.
  mutating func run(
    _ code: String, access: Environment.Access = .changing,
    stop: StopSignal = .never, publish: @escaping (Session) -> Void = { _ in }
  ) -> Diagnostic? {
    let log = Log()
    let environment = Environment(
      access: access, stop: stop, emit: { log.events.append($0) },
      publish: publish, store: store, keeper: keeper, execution: execution, executions: executions)
    let diagnostic = session.run(SourceText(code), in: environment)
    events = log.events
    return diagnostic
  }

  /// The results and the output of the last cell as text.
  var text: String {
    events.map { event in
      switch event {
      case .output(let text), .warning(let text): text
      case .value(let value): ValueText(value).display() + "\n"
      case .report(let report): ReportText(report).description + "\n"
      case .figure(let figure): figure.alternativeText + "\n"
      case .exploration(_, let view): view.text + "\n"
      case .progress(let progress): progress.line + "\n"
      case .page(let page): page.text + "\n"
      case .clear, .growing: ""
      case .again(let execution): "again \(execution)\n"
      }
    }.joined()
  }

  /// The members of the last event, which is a report; none where it is none.
  var members: [Datum.Member] {
    guard case .report(let report) = events.last, case .object(let members) = report.document
    else { return [] }
    return members
  }

  /// The last picture of the last cell.
  var figure: Figure? {
    events.compactMap { event in
      if case .figure(let figure) = event { figure } else { nil }
    }.last
  }

  private final class Log {
    var events: [Event] = []
  }
}
