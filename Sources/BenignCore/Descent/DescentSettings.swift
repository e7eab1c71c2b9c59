// SPDX-License-Identifier: Apache-2.0

/// How gradient descent shall run.
public struct DescentSettings: Sendable, Equatable {
  /// How the learning rate is chosen.
  public enum LearningRate: Sendable, Equatable {
    /// `LearningRateRule` chooses it, so that the loss decreases.
    case automatic
    /// α, finite and > 0.
    case fixed(Double)
  }

  /// Whole; `nil` runs until the hook's condition holds.
  public var steps: Double?
  /// `nil`: automatic at t = 0, then as at the last step.
  public var learningRate: LearningRate?
  /// `nil`: as before, exponential at t = 0. Another one than before after t = 0 is an error.
  public var loss: Loss?
  /// `nil`: as before, the sum at t = 0. Another one than before after t = 0 is an error.
  public var reduction: Reduction?
  /// `nil`: as at the last step, gradient descent at t = 0. And its numbers, `nil` where they are as before.
  public var optimizer: Optimizer?
  /// β, λ, and the points to a batch; `nil`: as before, or the optimizer's own.
  public var momentum: Double?, decay: Double?, batch: Int?
  /// Whether far steps may be leapt; only plain gradient descent leaps.
  public var leap: Bool
  /// Most recorded points, evenly in log t.
  public var points: Int
  /// The error that leaps may make in every margin.
  public var tolerance: Double

  /// Settings of descent; loss, reduction and learning rate are checked where it begins.
  public init(
    steps: Double?, learningRate: LearningRate? = nil, loss: Loss? = nil,
    reduction: Reduction? = nil, leap: Bool = true, points: Int = 200, tolerance: Double = 1e-9
  ) {
    self.steps = steps
    self.learningRate = learningRate
    self.loss = loss
    self.reduction = reduction
    self.leap = leap
    self.points = points
    self.tolerance = tolerance
  }
}
