// SPDX-License-Identifier: Apache-2.0

public import Concurrency
import RealModule

extension Experiment: QuantitySource {
  /// The value now, or `.none` where the quantity has none.
  ///
  /// - Throws: `.notReady` where something is not defined yet, `.interrupted`.
  public func value(
    of quantity: Quantity, stop: StopSignal
  ) throws(CoreError) -> QuantityValue {
    try abandonably(size: size(of: quantity), stop: stop) {
      (experiment, stop) throws(CoreError) in
      try experiment.find(quantity, stop: stop)
    }
  }

  /// Numbers that are met on the way to a quantity.
  private func size(of quantity: Quantity) -> Int {
    switch quantity.reach {
    case .known: 0
    case .pairs: (design?.count ?? 0) * (network?.neurons ?? 0)
    case .everything: size
    }
  }

  private func find(
    _ quantity: Quantity, stop: StopSignal
  ) throws(CoreError) -> QuantityValue {
    switch quantity.requirement {
    case .mixture: return try mixtureValue(of: quantity)
    case .data: return try dataValue(of: quantity)
    case .network, .mixtureAndNetwork:
      _ = try requireTraining()
      if let value = try progressValue(of: quantity) { return value }
      if let value = try directionValue(of: quantity, stop: stop) { return value }
      if let value = try errorValue(of: quantity, stop: stop) { return value }
      return try arrayValue(of: quantity, stop: stop)
    }
  }

  private func mixtureValue(of quantity: Quantity) throws(CoreError) -> QuantityValue {
    _ = try requireDesign()
    return mixture?.value(of: quantity) ?? .none
  }

  private func dataValue(of quantity: Quantity) throws(CoreError) -> QuantityValue {
    let design = try requireDesign()
    switch quantity {
    case .labels: return .vector(design.labels)
    case .cleanLabels: return .vector(design.cleanLabels)
    case .gram: return .matrix(design.gram)
    case .correlation: return .init(PairwiseStatistics(design)?.leastCorrelation)
    case .orthogonality: return .init(PairwiseStatistics(design)?.orthogonality)
    default: return .none
    }
  }

  /// What is counted or summed during training.
  private func progressValue(of quantity: Quantity) throws(CoreError) -> QuantityValue? {
    let (problem, state) = try requireTraining()
    switch quantity {
    case .step: return .number(state.step)
    case .time: return .number(state.time)
    case .lossIncreases: return .number(state.lossIncreases)
    case .diverged: return .boolean(state.diverged)
    case .activationStep: return .init(state.activationStep)
    case .explicitSteps: return .number(state.explicitSteps)
    case .leaptSteps: return .number(state.leaptSteps)
    case .leapError: return .number(state.leapError)
    case .loss: return .number(state.lossValue(in: problem))
    case .trainError, .interpolates:
      let margins = state.margins(in: problem)
      let wrong = margins.count { $0 <= 0 }
      if quantity == .interpolates { return .boolean(wrong == 0) }
      return .number(Double(wrong) / Double(margins.count))
    case .activated:
      return .number(PairActivation(of: state.preactivations, in: problem).share)
    case .norm, .margin, .dispersion:
      let measured = StateMeasurement(
        of: NetworkGeometry(of: state, in: problem), margins: state.margins(in: problem),
        limit: nil)
      if quantity == .norm { return .number(measured.norm) }
      return .init(quantity == .margin ? measured.margin : measured.dispersion)
    default: return nil
    }
  }

  private func directionValue(
    of quantity: Quantity, stop: StopSignal
  ) throws(CoreError) -> QuantityValue? {
    let (problem, state) = try requireTraining()
    switch quantity {
    case .cosine, .misalignment, .angle, .cosinePositive, .cosineNegative, .limitMargin, .support,
      .consistent, .separable, .runMisalignment, .inconsistentPoints, .residual, .dualityGap:
      if quantity == .runMisalignment {
        return .init(try direction(stop: stop).runMisalignment)
      }
      let answer = try problem.directionAnswer(stop: stop)
      switch quantity {
      case .separable: return .init(answer.isSeparable)
      case .residual: return .init(answer.certificate?.residual)
      case .dualityGap: return .init(answer.certificate?.gap)
      default: break
      }
      guard let solved = answer.direction else { return QuantityValue.none }
      switch quantity {
      case .limitMargin: return .number(solved.margin)
      case .support: return .number(Double(solved.support))
      case .consistent: return .init(solved.isConsistent)
      case .inconsistentPoints: return .number(Double(solved.inconsistentPoints))
      default: break
      }
      let alignment = Alignment(
        of: NetworkGeometry(of: state, in: problem), with: solved.direction)
      switch quantity {
      case .cosinePositive: return .init(alignment.positive?.cosine)
      case .cosineNegative: return .init(alignment.negative?.cosine)
      case .misalignment: return .init(alignment.whole?.misalignment)
      case .angle: return .init(alignment.whole?.radians)
      default: return .init(alignment.whole?.cosine)
      }
    default: return nil
    }
  }

  private func errorValue(
    of quantity: Quantity, stop: StopSignal
  ) throws(CoreError) -> QuantityValue? {
    switch quantity {
    case .limitError: return .init(try limitError(stop: stop)?.share)
    case .log10LimitError: return .init(try limitError(stop: stop)?.decades)
    case .runLimitError: return .init(try runLimitError(stop: stop)?.share)
    case .predictedError, .log10PredictedError:
      let (problem, _) = try requireTraining()
      guard let mixture else { return QuantityValue.none }
      let log = try? MeanFieldPrediction(mixture, problem.network).logError
      return .init(quantity == .predictedError ? log.map(Double.exp) : log.map(\.inDecades))
    case .testError, .testErrorLow, .testErrorHigh, .samples, .observedError, .excessError,
      .verdict:
      let report = try error(precision: 0.01, samples: 100_000, stop: stop)
      switch quantity {
      case .testError: return .init(report.testError)
      case .testErrorLow: return .init(report.testErrorLow)
      case .testErrorHigh: return .init(report.testErrorHigh)
      case .samples: return .init(report.samples.map(Double.init))
      case .observedError: return .init(report.observedError)
      case .excessError: return .init(report.excessError)
      default: return report.verdict.map(QuantityValue.text) ?? QuantityValue.none
      }
    default: return nil
    }
  }

  private func arrayValue(
    of quantity: Quantity, stop: StopSignal
  ) throws(CoreError) -> QuantityValue {
    let (problem, state) = try requireTraining()
    lazy var geometry = NetworkGeometry(of: state, in: problem)
    switch quantity {
    case .sharpness: return .init(try sharpness(stop: stop))
    case .scores:
      return .vector(zip(state.margins(in: problem), problem.labels).map { $0 * $1 })
    case .margins:
      let norm = geometry.squaredNorm.squareRoot()
      return norm > 0 ? .vector(state.margins(in: problem).map { $0 / norm }) : QuantityValue.none
    case .multipliers:
      let solved = try solvedDirection(stop: stop)
      return solved.map { .vector($0.multipliers) } ?? QuantityValue.none
    case .spectrum:
      let values = try SymmetricEigensystem.descendingValues(
        ActivatedPattern(problem).kernel, stop: stop)
      return values.map(QuantityValue.vector) ?? .none
    case .neuronSign:
      return .vector((0..<problem.neurons).map { problem.network.sign(ofNeuron: $0) })
    case .neuronNorm: return .vector(geometry.squaredNorms.map { $0.squareRoot() })
    case .neuronCosine:
      let solved = try solvedDirection(stop: stop)
      return solved.map { .vector(geometry.cosines(with: $0.direction)) } ?? QuantityValue.none
    case .neuronActive:
      let n = problem.points
      return .vector(
        (0..<problem.neurons).map { j in
          let active = state.preactivations.column(j).count { $0 > 0 }
          return Double(active) / Double(n)
        })
    case .alignment:
      return .matrix(try problem.weights(of: state).rowCosines(stop: stop))
    default: return .none
    }
  }
}

extension QuantityValue {
  init(_ number: Double?) { self = number.map(QuantityValue.number) ?? .none }
  init(_ boolean: Bool?) { self = boolean.map(QuantityValue.boolean) ?? .none }
}

extension TrainingState {
  /// L(W), by the reduction.
  func lossValue(in problem: TrainingProblem) -> Double {
    loss.total(margins(in: problem)) * reduction.weight(points: problem.points)
  }
}

extension Matrix {
  /// Cosines between the rows; `nan` where a row is 0.
  func rowCosines(stop: StopSignal) throws(CoreError) -> Matrix {
    let gram = try LinearAlgebra.gram(self, stop: stop)
    let norms = (0..<rows).map { gram[$0, $0].squareRoot() }
    var result = gram
    for j in 0..<rows {
      try stop.check()
      for i in 0..<rows {
        result[i, j] =
          i == j && norms[i] > 0 ? 1 : min(1, max(-1, gram[i, j] / (norms[i] * norms[j])))
      }
    }
    return result
  }
}
