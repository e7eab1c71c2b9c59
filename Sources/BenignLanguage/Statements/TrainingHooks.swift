// SPDX-License-Identifier: Apache-2.0

import BenignCore

extension Invocation {
  /// What the run asks at every step and at every recorded point; names are resolved here, once.
  func hooks(_ session: Session) throws(Diagnostic) -> RunHooks {
    let scope = Scope(session)
    let work = Work(shouldStop: environment.shouldStop)
    var hooks = RunHooks(shouldStop: environment.shouldStop)
    if let expression = later["until"] {
      let plan = try scope.plan(expression)
      hooks.untilIsSampled = plan.quantities.contains(where: \.isSampled)
      hooks.until = { source in
        try Self.interruptible { () throws(Diagnostic) in
          try Evaluation(source: source, work: work).truth(plan)
        }
      }
    }
    hooks.record = try series(scope, work)
    return hooks
  }

  private func series(_ scope: Scope, _ work: Work) throws(Diagnostic) -> [RunHooks.Series] {
    guard let expression = later["record"] else { return [] }
    var names = Set(Trajectory.standard.map(\.rawValue))
    var series: [RunHooks.Series] = []
    for element in elements(of: expression) {
      let plan = try scope.plan(element)
      let name = SyntaxText(element).description
      guard names.insert(name).inserted else { continue }
      series.append(
        RunHooks.Series(name: name) { source in
          try Self.interruptible { () throws(Diagnostic) in
            try Self.recorded(try Evaluation(source: source, work: work).value(plan), plan, name)
          }
        })
    }
    return series
  }

  /// An interruption is the run's to handle: it keeps its steps.
  private static func interruptible<Result>(_ work: () throws(Diagnostic) -> Result) throws
    -> Result
  {
    do {
      return try work()
    } catch {
      if error.kind == .interrupted { throw CoreError.interrupted }
      throw error
    }
  }

  /// The expressions of a list, or the one that is none.
  private func elements(of expression: Expression) -> [Expression] {
    if case .list(let elements) = expression.node { return elements }
    return [expression]
  }

  /// A point without a value is a gap.
  private static func recorded(_ value: Value, _ plan: Plan, _ name: String) throws(Diagnostic)
    -> Double
  {
    if value == .none { return .nan }
    guard let number = value.asNumber else {
      throw Diagnostic(
        .invalidArgument, "\(name) cannot be recorded: it is \(value.kindName).", at: plan.range,
        expected: "a number or a boolean")
    }
    return number
  }
}
