// SPDX-License-Identifier: Apache-2.0

import BenignCore

extension Invocation {
  /// What the run asks at every step and at every recorded point; names are resolved here, once.
  func hooks(_ session: Session) throws(Diagnostic) -> RunHooks {
    var scope = Scope(session)
    scope.prefersSettings = true
    let work = Work(stop: environment.stop)
    var hooks = RunHooks(stop: environment.stop)
    if let expression = later["until"] {
      hooks.stop(where: try scope.plan(expression), work)
    }
    hooks.record = try series(scope, work)
    hooks.stopClock = environment.replay?.clock ?? .infinity
    return hooks
  }

  private func series(_ scope: Scope, _ work: Work) throws(Diagnostic) -> [RunHooks.Series] {
    guard let expression = later["record"] else { return [] }
    var names = Set(Trajectory.standard.map(\.name))
    var series: [RunHooks.Series] = []
    for element in expression.elements ?? [expression] {
      let plan = try scope.plan(element)
      let name = SyntaxText(element).description
      guard names.insert(name).inserted else { continue }
      series.append(
        RunHooks.Series(name: name) { source in
          try interruptible { () throws(Diagnostic) in
            let value = try Evaluation(source: source, work: work, needsValues: true)
              .recordedValue(plan)
            return try Self.recorded(value, plan, name)
          }
        })
    }
    return series
  }

  /// A point without a value is a gap.
  private static func recorded(_ value: Value, _ plan: Plan, _ name: String) throws(Diagnostic)
    -> Double
  {
    guard let number = value.numberOrGap else {
      throw Diagnostic(
        .invalidArgument, "\(name) cannot be recorded: it is \(value.kindName).", at: plan.range,
        expected: "a number or a boolean")
    }
    return number
  }
}

extension RunHooks {
  /// The run ends where the condition holds.
  mutating func stop(where condition: Plan, _ work: Work) {
    until = StopCondition(
      isSampled: condition.quantities.contains(where: \.isSampled),
      holds: { source in
        try interruptible { () throws(Diagnostic) in
          try Evaluation(source: source, work: work, needsValues: true).decision(condition) ?? false
        }
      },
      sides: { source in
        try interruptible { () throws(Diagnostic) in
          try Evaluation(source: source, work: work, needsValues: true).sides(condition)
        }
      })
  }
}

/// An interruption is the run's to handle: it keeps its steps.
private func interruptible<Result>(_ work: () throws(Diagnostic) -> Result) throws -> Result {
  do {
    return try work()
  } catch {
    if error.kind == .interrupted { throw CoreError.interrupted }
    throw error
  }
}
