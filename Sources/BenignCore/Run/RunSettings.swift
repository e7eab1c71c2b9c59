// SPDX-License-Identifier: Apache-2.0

public import Concurrency

/// How gradient descent shall run.
public struct DescentSettings: Sendable, Equatable {
  public enum LearningRate: Sendable, Equatable {
    /// By the rule that keeps the loss decreasing.
    case automatic
    case fixed(Double)
  }

  /// Whole; `nil` runs until the hook's condition holds.
  public var steps: Double?
  /// `nil`: automatic at t = 0, then as at the last step.
  public var learningRate: LearningRate?
  /// `nil`: as before, exponential at t = 0. Another one than before after t = 0 is an error.
  public var loss: Loss?
  public var reduction: Reduction?
  /// Whether far steps may be leapt.
  public var leap: Bool
  /// Most recorded points, evenly in log t.
  public var points: Int
  /// Of leaps, in every margin.
  public var tolerance: Double

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

/// How gradient flow, dW/dt = −∇L(W), shall run; the hinge loss is refused.
public struct FlowSettings: Sendable, Equatable {
  /// > 0; `nil` flows until the hook's condition holds.
  public var time: Double?
  public var loss: Loss?
  public var reduction: Reduction?
  /// Most recorded points, evenly in log time.
  public var points: Int
  /// In every margin.
  public var tolerance: Double

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

/// The caller's functions, asked during a run.
public struct RunHooks {
  /// A number recorded beside the standard ones.
  public struct Series {
    public var name: String
    public var value: (any QuantitySource) throws -> Double

    public init(name: String, value: @escaping (any QuantitySource) throws -> Double) {
      self.name = name
      self.value = value
    }
  }

  /// Asked at every step: whether to stop here.
  public var stop: StopSignal
  /// The run ends where it holds.
  public var until: StopCondition?
  /// Where a run that was interrupted there stops when it is repeated, on the clock of its kind; as if it were interrupted.
  public var stopClock = Double.infinity
  public var record: [Series]
  /// Given the experiment as it is now, at most every 50 ms.
  public var observe: ((Experiment) -> Void)?

  public init(
    stop: StopSignal = .never,
    until: StopCondition? = nil, record: [Series] = [], observe: ((Experiment) -> Void)? = nil
  ) {
    self.stop = stop
    self.until = until
    self.record = record
    self.observe = observe
  }
}
