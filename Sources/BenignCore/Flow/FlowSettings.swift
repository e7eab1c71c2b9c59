// SPDX-License-Identifier: Apache-2.0

/// How gradient flow, dW/dt = −∇L(W), shall run; the hinge loss is refused.
public struct FlowSettings: Sendable, Equatable {
  /// > 0; `nil` flows until the hook's condition holds.
  public var time: Double?
  /// `nil`: as before, exponential at t = 0. Another one than before after t = 0 is an error.
  public var loss: Loss?
  /// `nil`: as before, the sum at t = 0. Another one than before after t = 0 is an error.
  public var reduction: Reduction?
  /// Most recorded points, evenly in log time.
  public var points: Int
  /// The error that may be made in every margin.
  public var tolerance: Double

  /// Settings of flow; loss and reduction are checked where it begins.
  public init(
    time: Double?, loss: Loss? = nil, reduction: Reduction? = nil, points: Int = 200,
    tolerance: Double = 1e-9
  ) {
    self.time = time
    self.loss = loss
    self.reduction = reduction
    self.points = points
    self.tolerance = tolerance
  }
}
