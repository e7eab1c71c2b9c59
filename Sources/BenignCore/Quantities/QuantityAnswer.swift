// SPDX-License-Identifier: Apache-2.0

/// The value of a quantity; `.none` where it has none (the Bayes error of a data set).
public enum QuantityValue: Sendable, Equatable {
  /// No value: it is not defined, or it cannot be found.
  case none
  case number(Double)
  case boolean(Bool)
  case text(String)
  /// One entry a point or a neuron.
  case vector([Double])
  /// n×n or m×m.
  case matrix(Matrix)
}

/// What a quantity answers: its value, how certain that is, and what is to be said of it.
public struct QuantityAnswer: Sendable, Equatable {
  /// The value; `.none` where there is none, and the note then may say why.
  public var value: QuantityValue
  /// The 95 % interval of a share that was found by counting; `nil` of all else.
  public var sample: SampledShare?
  /// Why there is no value, or what is particular about it; `nil` for most.
  public var note: Note?

  /// Why there is no value, or what is particular about it.
  public enum Note: Sendable, Equatable {
    /// The data come from a file, whose law nobody knows.
    case noMixture
    /// A data set of which no rows are held out has no test error.
    case nothingHeldOut
    /// The test error is the share of the rows held out.
    case heldOutRows
    /// The data are separable, and the solver of problem (5) did not converge.
    case unconverged
    /// The points of some label have no neuron of their sign, and γ = 0.
    case unreachableLabel
    /// Some own pair is not activated, and the run's limit depends on W(0).
    case dependsOnStart
    /// The run has not begun, and its own limit is one only if every own pair is activated.
    case ifActivated
    /// Some direction classifies every training point, or none does.
    case separability(Bool)
    /// Neither was proved; the two proofs came so near, where they were looked for.
    case undecided(Separation?)
    /// The formula of the prediction does not hold here, for this reason.
    case noPrediction(PredictionGap)
    /// The prediction is problem (5)'s, which is expected to be inconsistent at so many points: the run then has its own limit.
    case inconsistentPrediction(points: Double)
    /// There is no verdict on overfitting, for this reason.
    case noVerdict(VerdictGap)
    /// The error is below every Double while rounding errors decide its logarithm.
    case roundedLogarithm
  }
}

extension QuantityAnswer {
  static let none = QuantityAnswer(value: .none)
  static let noMixture = QuantityAnswer(value: .none, note: .noMixture)

  static func number(_ number: Double?, sample: SampledShare? = nil, note: Note? = nil)
    -> QuantityAnswer
  {
    QuantityAnswer(value: number.map { .number($0) } ?? .none, sample: sample, note: note)
  }

  static func number(_ count: Int?) -> QuantityAnswer { number(count.map(Double.init)) }

  static func boolean(_ boolean: Bool?, note: Note? = nil) -> QuantityAnswer {
    QuantityAnswer(value: boolean.map { .boolean($0) } ?? .none, note: note)
  }

  static func text(_ text: String?, note: Note? = nil) -> QuantityAnswer {
    QuantityAnswer(value: text.map { .text($0) } ?? .none, note: note)
  }

  static func vector(_ vector: [Double]?) -> QuantityAnswer {
    QuantityAnswer(value: vector.map { .vector($0) } ?? .none)
  }

  static func matrix(_ matrix: Matrix) -> QuantityAnswer { QuantityAnswer(value: .matrix(matrix)) }

  /// The number of an answer that is one.
  public var number: Double? {
    if case .number(let number) = value { number } else { nil }
  }
}

/// A share of test points that were drawn or held out, with its 95 % interval.
public struct SampledShare: Sendable, Equatable {
  /// The lower end of the 95 % interval, 0 … 1.
  public let low: Double
  /// The upper end of the 95 % interval, 0 … 1.
  public let high: Double
  /// Test points used.
  public let points: Int
}
