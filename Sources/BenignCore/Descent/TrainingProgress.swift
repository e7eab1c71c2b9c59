// SPDX-License-Identifier: Apache-2.0

/// The progress of training: its counters, its clock and its settings, without W.
public struct TrainingProgress: Sendable, Equatable {
  /// Steps of gradient descent taken: whole, exact below 2⁵³.
  public var step = 0.0
  /// The sum of the learning rates of all steps, plus the time of flow.
  public var time = 0.0
  /// Steps since t = 0 that were taken one by one, and those that leaps passed; together they are `step`.
  public var explicitSteps = 0.0, leaptSteps = 0.0
  /// The estimated error, in every margin, of the leaps and flows since t = 0; during a run, of those before it; 0 where it is not known.
  public var leapError = 0.0
  /// Explicit steps since t = 0 after which the loss was larger than before, by more than rounding.
  public var lossIncreases = 0.0
  /// The first step at which every pair was activated.
  public var activationStep: Double?
  /// Whether the last run ended because it diverged: the next state would not be finite.
  public var diverged = false
  /// The learning rate of the last step, which the next one has too where none is given; `nil` where the rule chooses it.
  public var learningRate: Double?
  /// Whether the learning rate was given as a number: a network that is defined anew keeps such a rate.
  public var isRateGiven = false
  /// ℓ; it cannot change once training has begun.
  public var loss = Loss.exponential
  /// How the gradient becomes a step; the next one has it too where nothing else is given.
  public var optimization = OptimizerSettings()
  /// How much is left of W(0): weight decay shrinks it.
  public var initialScale = 1.0
  /// How the losses of the points become L(W); it cannot change once training has begun.
  public var reduction = Reduction.sum

  /// Training that has not begun.
  public init() {}

  /// Whether a step has increased the loss by more than rounding does: margins of some hundreds carry an error of 10⁻¹³ into it.
  static func isRise(from before: Double, to after: Double) -> Bool {
    after > before * 1.000_000_000_001
  }

  /// Counts steps that were taken one by one.
  mutating func walk(_ steps: Double, learningRate: Double) {
    step += steps
    explicitSteps += steps
    pass(steps, learningRate)
  }

  /// Counts the steps that a leap has passed.
  mutating func leap(to end: Double, learningRate: Double) {
    let steps = end - step
    step = end
    leaptSteps += steps
    pass(steps, learningRate)
  }

  private mutating func pass(_ steps: Double, _ rate: Double) {
    time += steps * rate
    learningRate = rate
  }
}

/// A value that holds the progress of training, whose fields are read and set as if they were the value's own.
@dynamicMemberLookup
public protocol HoldsProgress {
  var progress: TrainingProgress { get set }
}

extension HoldsProgress {
  /// A field of the progress, read and set through the value that holds it.
  @inlinable
  public subscript<Field>(dynamicMember field: WritableKeyPath<TrainingProgress, Field>) -> Field {
    @inline(__always) get { progress[keyPath: field] }
    @inline(__always) set { progress[keyPath: field] = newValue }
  }
}
