// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// What is known of the direction to which gradient descent converges.
enum DirectionAnswer: Sendable {
  case found(ConvergentDirection)
  /// The data are not separable, or it is not decided whether they are: there is no direction.
  case none(Separability)
  /// They are separable, and the solver of problem (5) did not converge.
  case unconverged(Separability, MarginProgram.Certificate?)

  var direction: ConvergentDirection? {
    switch self {
    case .found(let direction): direction
    case .none, .unconverged: nil
    }
  }

  /// How near to optimal problem (5)'s solution came; `nil` where it was not looked for.
  var certificate: MarginProgram.Certificate? {
    switch self {
    case .found(let direction): direction.certificate
    case .none: nil
    case .unconverged(_, let certificate): certificate
    }
  }

  var separability: DirectionReport.Separation? {
    switch self {
    case .found: nil
    case .none(let found), .unconverged(let found, _):
      DirectionReport.Separation(margin: found.margin, distance: found.distance)
    }
  }

  /// Whether some direction classifies every training point; `nil` where that is undecided.
  var isSeparable: Bool? {
    switch self {
    case .found, .unconverged: true
    case .none(let separability): separability.answer
    }
  }
}

extension TrainingProblem {
  /// Whether the data are separable, and problem (5)'s solution if they are; found once and kept.
  func directionAnswer(shouldStop: () -> Bool) throws(CoreError) -> DirectionAnswer {
    if let known = solutions.withLock({ $0.direction }) { return known }
    let answer = try solve(shouldStop) { stop throws(CoreError) in
      try self.findDirection(shouldStop: stop)
    }
    solutions.withLock { $0.direction = answer }
    return answer
  }

  /// Problem (5)'s solution; `nil` where there is none, or none that is certain.
  func solvedDirection(shouldStop: () -> Bool) throws(CoreError) -> ConvergentDirection? {
    try directionAnswer(shouldStop: shouldStop).direction
  }

  /// A solution of problem (5) that is found quickly mostly proves that the data are separable. It does not always, since (5) may have a
  /// solution though nothing separates them; so the proof comes first where there is no quick one.
  private func findDirection(
    shouldStop: @escaping () -> Bool
  ) throws(CoreError) -> DirectionAnswer {
    if let direction = try ConvergentDirection.quick(self, shouldStop: shouldStop) {
      let candidate = direction.direction.linearBoundary(in: self)
      let separability = try Separability(of: self, candidate: candidate, shouldStop: shouldStop)
      return separability.answer == true ? .found(direction) : .none(separability)
    }
    let separability = try Separability(of: self, candidate: nil, shouldStop: shouldStop)
    guard separability.answer == true else { return .none(separability) }
    switch try ConvergentDirection.solve(self, shouldStop: shouldStop) {
    case .found(let direction): return .found(direction)
    case .unconverged(let certificate): return .unconverged(separability, certificate)
    }
  }

  /// The run's own limit where problem (5) is not consistent; `nil` where it is not certain.
  func solvedRunLimit(shouldStop: () -> Bool) throws(CoreError) -> LimitDirection? {
    if let known = solutions.withLock({ $0.runLimit }) { return known }
    let limit = try solve(shouldStop) { stop throws(CoreError) in
      try RunLimit.solve(self, shouldStop: stop)
    }
    solutions.withLock { $0.runLimit = .some(limit) }
    return limit
  }

  /// Where passes over K are long, an interrupt does not wait for them.
  private func solve<Value: Sendable>(
    _ shouldStop: () -> Bool,
    _ work: @escaping @Sendable (@escaping () -> Bool) throws(CoreError) -> Value
  ) throws(CoreError) -> Value {
    if points * (points + design.points.columns) >= Experiment.leastAbandoned {
      return try Abandonable.run(shouldStop: shouldStop) { isUnwanted throws(CoreError) in
        try work(isUnwanted)
      }
    }
    return try withoutActuallyEscaping(shouldStop) { stop throws(CoreError) in try work(stop) }
  }
}
