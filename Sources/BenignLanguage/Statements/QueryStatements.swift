// SPDX-License-Identifier: Apache-2.0

import BenignCore

extension Command {
  static let direction = query(
    .direction,
    "Compares W(t)/‖W(t)‖ with the direction to which gradient descent converges (problem 5).")
  static let error = query(
    .error, "Train, test, limit, predicted and Bayes error, and whether overfitting is benign.",
    keys: [
      Key(
        "precision", .real(Interval(1e-4, 0.5, "1e-4 … 0.5")), default: "0.01",
        "relative standard error of test_error"),
      Key(
        "samples", .whole(Interval(1e3, 1e9, "10³ … 10⁹")), default: "10⁵",
        "most test points where they must be streamed"),
    ])
  static let conditions = query(
    .conditions,
    "Which hypotheses of the theorems hold here, each with its number: "
      + Condition.all.map(\.name).joined(separator: ", ") + ".")
  static let state = query(
    .state, "The settings, where training stands, and a hash of every bit of it.")

  private static func query(_ query: Query, _ summary: String, keys: [Key] = []) -> Command {
    Command(
      name: query.rawValue, usage: keys.isEmpty ? query.rawValue : "\(query.rawValue) …",
      summary: summary, example: query.rawValue, arguments: .none, keys: keys + [.title],
      effect: .reads
    ) { (invocation, session) throws(Diagnostic) in
      try invocation.environment.show(try invocation.report(query, session))
    }
  }
}

extension Invocation {
  /// The answer of a query, for results and for `user_expressions`.
  func report(_ query: Query, _ session: Session) throws(Diagnostic) -> Report {
    let experiment = session.experiment
    let heading = session.heading(query.rawValue, title: text("title"))
    let stop = environment.stop
    let precision = number("precision") ?? 0.01
    let samples = Int(saturating: number("samples") ?? 1e5)
    return try locating { () throws(CoreError) in
      switch query {
      case .direction, .error:
        try Report(heading, query) { (quantities) throws(CoreError) in
          try experiment.answers(
            to: quantities, precision: precision, samples: samples, stop: stop)
        }
      case .conditions: Report(heading, try experiment.conditions(stop: stop))
      case .state: Report(heading, try experiment.state(stop: stop), of: experiment)
      }
    }
  }
}
