// SPDX-License-Identifier: Apache-2.0

import Concurrency
import Synchronization

/// What is known of the direction to which gradient descent converges.
enum DirectionAnswer: Sendable {
  case found(ConvergentDirection)
  /// The data are not separable, or it is not decided whether they are: there is no direction.
  case none(Separability)
  /// They are separable, and the solver of problem (5) did not converge.
  case unconverged(Separability, MarginProgram.Certificate?)
  /// They are separable, but with γ = 0 some label's points have no neuron of their sign, so that f never has that sign.
  case unreachable(Separability)

  var direction: ConvergentDirection? {
    switch self {
    case .found(let direction): direction
    case .none, .unconverged, .unreachable: nil
    }
  }

  /// How near to optimal problem (5)'s solution came; `nil` where it was not looked for.
  var certificate: MarginProgram.Certificate? {
    switch self {
    case .found(let direction): direction.certificate
    case .none, .unreachable: nil
    case .unconverged(_, let certificate): certificate
    }
  }

  var separability: Separation? {
    switch self {
    case .found: nil
    case .none(let found), .unconverged(let found, _), .unreachable(let found):
      Separation(margin: found.margin, distance: found.distance)
    }
  }

  /// Whether some direction classifies every training point; `nil` where that is undecided.
  var isSeparable: Bool? {
    switch self {
    case .found, .unconverged, .unreachable: true
    case .none(let separability): separability.answer
    }
  }
}

extension TrainingProblem {
  /// Whether the data are separable, and problem (5)'s solution if they are; found once and kept.
  func directionAnswer(stop: StopSignal) throws(CoreError) -> DirectionAnswer {
    if let known = solutions.withLock({ $0.direction }) { return known }
    let answer = try solve(stop) { stop throws(CoreError) in
      try self.findDirection(stop: stop)
    }
    solutions.withLock { $0.direction = answer }
    return answer
  }

  /// Problem (5)'s solution; `nil` where there is none, or none that is certain.
  func solvedDirection(stop: StopSignal) throws(CoreError) -> ConvergentDirection? {
    try directionAnswer(stop: stop).direction
  }

  /// A solution of problem (5) that is found quickly mostly proves that the data are separable. It does not always, since (5) may have a
  /// solution though nothing separates them; so the proof comes first where there is no quick one.
  private func findDirection(
    stop: StopSignal
  ) throws(CoreError) -> DirectionAnswer {
    if let direction = try ConvergentDirection.quick(self, stop: stop) {
      let candidate = direction.direction.linearBoundary(in: self)
      let separability = try Separability(of: self, candidate: candidate, stop: stop)
      return separability.answer == true ? .found(direction) : .none(separability)
    }
    let separability = try Separability(of: self, candidate: nil, stop: stop)
    guard separability.answer == true else { return .none(separability) }
    guard canReachLabels else { return .unreachable(separability) }
    switch try ConvergentDirection.solve(self, stop: stop) {
    case .found(let direction): return .found(direction)
    case .unconverged(let certificate): return .unconverged(separability, certificate)
    }
  }

  /// Whether f can have each label's sign: always, unless γ = 0 and no neuron has that sign.
  private var canReachLabels: Bool {
    !network.isReLU
      || labels.allSatisfy { !signRanges[$0 > 0 ? 0 : 1].isEmpty }
  }

  /// The run's own limit where problem (5) is not consistent; `nil` where it is not certain.
  func solvedRunLimit(stop: StopSignal) throws(CoreError) -> LimitDirection? {
    if let known = solutions.withLock({ $0.runLimit }) { return known }
    let limit = try solve(stop) { stop throws(CoreError) in
      try RunLimit.solve(self, stop: stop)
    }
    solutions.withLock { $0.runLimit = .some(limit) }
    return limit
  }

  /// Where passes over K are long, an interrupt does not wait for them.
  private func solve<Value: Sendable>(
    _ stop: StopSignal,
    _ work: @escaping @Sendable (StopSignal) throws(CoreError) -> Value
  ) throws(CoreError) -> Value {
    let size = points * (points + design.points.columns)
    if size >= Abandonable.leastSize {
      return try Abandonable.run(size: size, stop: stop) { stop throws(CoreError) in
        try work(stop)
      }
    }
    return try work(stop)
  }
}
