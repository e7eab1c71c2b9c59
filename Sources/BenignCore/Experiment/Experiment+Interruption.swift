// SPDX-License-Identifier: Apache-2.0

extension Experiment {
  /// Passes over fewer numbers than this are shorter than the beginning of a thread is worth.
  static let leastAbandoned = 1 << 17

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
    size: Int, shouldStop: () -> Bool,
    _ work: @escaping @Sendable (Experiment, () -> Bool) throws(CoreError) -> Value
  ) throws(CoreError) -> Value {
    if size < Self.leastAbandoned { return try work(self, shouldStop) }
    let experiment = self
    return try Abandonable.run(shouldStop: shouldStop) { isUnwanted throws(CoreError) in
      try work(experiment, isUnwanted)
    }
  }

  /// As `abandonably`, for work that changes the experiment; where it throws, the experiment is as before.
  mutating func changeAbandonably(
    size: Int, shouldStop: () -> Bool,
    _ work: @escaping @Sendable (inout Experiment, () -> Bool) throws(CoreError) -> Void
  ) throws(CoreError) {
    self = try abandonably(size: size, shouldStop: shouldStop) {
      (experiment, shouldStop) throws(CoreError) in
      var changed = experiment
      try work(&changed, shouldStop)
      return changed
    }
  }
}
