// SPDX-License-Identifier: Apache-2.0

public import Concurrency

extension Experiment {
  /// The hypotheses of the theorems, each with its number here.
  ///
  /// - Throws: `.notReady`, `.interrupted`.
  public func conditions(
    _ conditions: [Condition] = Condition.all, stop: StopSignal
  ) throws(CoreError) -> [ConditionAnswer] {
    try abandonably(size: size, stop: stop) {
      (experiment, stop) throws(CoreError) in
      let facts = try ConditionFacts(experiment, stop: stop)
      var answers: [ConditionAnswer] = []
      for condition in conditions { answers.append(try condition.answer(facts)) }
      return answers
    }
  }
}
