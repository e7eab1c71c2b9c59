// SPDX-License-Identifier: Apache-2.0

/// A state in motion: descent counts its steps, flow its time.
protocol Motion {
  /// W but for what a collapsed phase holds back; counters and clocks are right.
  var state: TrainingState { get }
  /// u (n).
  var margins: [Double] { get }
  /// L(W), by the reduction.
  var loss: Double { get }
  /// Estimated error of leaps or flow, in every margin.
  var error: Double { get }
  /// t, or the time.
  var clock: Double { get }
  /// The step size it moves with; flow has none and answers with that of the last step before it, if any.
  var learningRate: Double? { get }
  /// Whether the next move may pass more than a step at once, so that a condition is to be looked for inside.
  func mayJump(to target: Double) -> Bool
  /// One move towards `target`, never beyond: a step, a leap, a stretch.
  ///
  /// - Returns: why it cannot move; `nil` where it moved.
  mutating func advance(to target: Double) throws(CoreError) -> Standstill?
  /// A place strictly between two others, as far as they can be told apart.
  static func between(_ low: Double, _ high: Double) -> Double?
  /// Writes what a collapsed phase holds back into the state; the motion is then at its end.
  mutating func settle()
  /// W by its signs, what a collapsed phase holds back included.
  mutating func geometry() -> NetworkGeometry
}

/// Why a motion cannot go on. The state is the last one that it reached.
enum Standstill {
  /// The next state would overflow.
  case diverged
  /// Gradient flow would slide along a kink.
  case sliding
}
