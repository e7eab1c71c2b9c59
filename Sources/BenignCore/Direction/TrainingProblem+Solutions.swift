// SPDX-License-Identifier: Apache-2.0

import Synchronization

extension TrainingProblem {
  /// Problem (5) with its certificate, or `nil` where the data are not separable.
  func solvedDirection(shouldStop: () -> Bool) throws(CoreError) -> ConvergentDirection? {
    if let known = solutions.withLock({ $0.direction }) {
      return try isSeparable(known, shouldStop: shouldStop) ? known : nil
    }
    let solved = try solve(shouldStop) { stop throws(CoreError) in
      try ConvergentDirection(of: self, shouldStop: stop)
    }
    solutions.withLock { $0.direction = solved }
    return try isSeparable(solved, shouldStop: shouldStop) ? solved : nil
  }

  private func isSeparable(
    _ solved: ConvergentDirection, shouldStop: () -> Bool
  ) throws(CoreError) -> Bool {
    if let known = solutions.withLock({ $0.separability }) { return known == .separable }
    let candidate = solved.direction.linearBoundary(in: self)
    let answer = try solve(shouldStop) { stop throws(CoreError) in
      try Separability(of: self, candidate: candidate, shouldStop: stop)
    }
    solutions.withLock { $0.separability = answer }
    return answer == .separable
  }

  /// The run's own limit where problem (5) is not consistent.
  func solvedRunLimit(shouldStop: () -> Bool) throws(CoreError) -> LimitDirection? {
    if let known = solutions.withLock({ $0.runLimit }) { return known }
    let limit = try solve(shouldStop) { stop throws(CoreError) in
      try RunLimit.solve(self, shouldStop: stop)
    }
    solutions.withLock { $0.runLimit = limit }
    return limit
  }

  /// Where passes over K are long, an interrupt does not wait for them.
  private func solve<Value: Sendable>(
    _ shouldStop: () -> Bool,
    _ work: @escaping @Sendable (@escaping () -> Bool) throws(CoreError) -> Value
  ) throws(CoreError) -> Value {
    if points * points >= Experiment.leastAbandoned {
      return try Abandonable.run(shouldStop: shouldStop) { isUnwanted throws(CoreError) in
        try work(isUnwanted)
      }
    }
    return try withoutActuallyEscaping(shouldStop) { stop throws(CoreError) in try work(stop) }
  }
}
