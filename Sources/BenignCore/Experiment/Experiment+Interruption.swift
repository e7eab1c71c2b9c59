// SPDX-License-Identifier: Apache-2.0

import Concurrency

extension Experiment {
  /// Numbers that a pass over the experiment's largest arrays meets: n² + nm + (n + m)d.
  var size: Int {
    guard let design else { return 0 }
    let n = design.count
    let m = network?.neurons ?? 0
    return n * n + n * m + (n + m) * design.points.columns
  }

  /// Does some work on the experiment, and where that is large, so that an interrupt need not wait for it.
  ///
  /// - Parameters:
  ///   - size: numbers that a pass of the work meets.
  ///   - work: given a copy of the experiment and what it shall ask now and then.
  /// - Throws: what the work throws; `.interrupted` at once.
  func abandonably<Value: Sendable>(
    size: Int, stop: StopSignal,
    _ work: @escaping @Sendable (Experiment, StopSignal) throws(CoreError) -> Value
  ) throws(CoreError) -> Value {
    if size < Abandonable.leastSize { return try work(self, stop) }
    let experiment = self
    return try Abandonable.run(size: size, stop: stop) { stop throws(CoreError) in
      try work(experiment, stop)
    }
  }

  /// As `abandonably`, for work that changes the experiment; where it throws, the experiment is as before.
  mutating func changeAbandonably(
    size: Int, stop: StopSignal,
    _ work: @escaping @Sendable (inout Experiment, StopSignal) throws(CoreError) -> Void
  ) throws(CoreError) {
    self = try abandonably(size: size, stop: stop) {
      (experiment, stop) throws(CoreError) in
      var changed = experiment
      try work(&changed, stop)
      return changed
    }
  }
}
