// SPDX-License-Identifier: Apache-2.0

import RealModule

extension Experiment {
  /// Train, test, limit, predicted and Bayes error, and whether overfitting is benign.
  ///
  /// - Parameters:
  ///   - precision: relative standard error of the test error.
  ///   - samples: most test points where they must be streamed.
  /// - Throws: `.notReady`, `.interrupted`.
  public func error(
    precision: Double, samples: Int, shouldStop: () -> Bool
  ) throws(CoreError) -> ErrorReport {
    let effort = SampledError.Effort(precision: precision, samples: samples, workers: workers)
    return try abandonably(size: size, shouldStop: shouldStop) {
      (experiment, shouldStop) throws(CoreError) in
      try experiment.findError(effort, shouldStop: shouldStop)
    }
  }

  private func findError(
    _ effort: SampledError.Effort, shouldStop: () -> Bool
  ) throws(CoreError) -> ErrorReport {
    let (problem, state) = try requireTraining()
    let margins = state.margins(in: problem)
    let trainError = Double(margins.count { $0 <= 0 }) / Double(margins.count)
    let test = try testError(effort, shouldStop: shouldStop)
    let limit = try logLimitError(effort, shouldStop: shouldStop)
    let runLimit = try logRunLimitError(effort, shouldStop: shouldStop)
    var report = ErrorReport(
      step: state.step, trainError: trainError, interpolates: trainError == 0,
      testError: test?.share, testErrorLow: test?.low, testErrorHigh: test?.high,
      samples: test?.samples, method: test?.method, observedError: test.map(observed),
      limitError: limit.map(Double.exp), log10LimitError: decades(limit),
      runLimitError: runLimit.map(Double.exp))
    if let mixture { report.add(mixture, problem.network) }
    return report
  }

  /// The error of the current network on fresh points; `nil` for a data set of which nothing is held out.
  func testError(
    _ effort: SampledError.Effort, shouldStop: () -> Bool
  ) throws(CoreError) -> TestError? {
    let (problem, state) = try requireTraining()
    if case .gaussian = problem.design.test {
      return TestError(try lineEstimate(precision: effort.precision, shouldStop: shouldStop))
    }
    let outer = (0..<problem.neurons).map {
      problem.network.outerWeight * problem.network.sign(ofNeuron: $0)
    }
    let network = PointClassifier.network(
      weights: problem.weights(of: state), outer: outer, slope: problem.network.negativeSlope)
    return try sampledError(of: network, effort, shouldStop: shouldStop)
  }

  func lineEstimate(
    precision: Double, shouldStop: () -> Bool
  ) throws(CoreError) -> LineSampling.Estimate {
    let (problem, state) = try requireTraining()
    return try LineSampling(problem, state).estimate(
      precision: precision, seed: mixture?.seed ?? 0, shouldStop: shouldStop)
  }

  /// Of a classifier, on streamed or held-out points.
  private func sampledError(
    of classifier: PointClassifier, _ effort: SampledError.Effort, shouldStop: () -> Bool
  ) throws(CoreError) -> TestError? {
    let design = try requireDesign()
    switch design.test {
    case .gaussian: return nil
    case .streamed(let points):
      let error = try points.error(
        of: classifier, mean: design.mean ?? [], effort: effort, shouldStop: shouldStop)
      return TestError(error, method: .streamed)
    case .heldOut(let rows):
      guard !rows.labels.isEmpty else { return nil }
      let wrong = try classifier.wrong(
        points: rows.points, labels: rows.labels, shouldStop: shouldStop)
      return TestError(SampledError(wrong: wrong, of: rows.labels.count), method: .heldOut)
    }
  }

  /// The error on ỹ: η + (1 − 2η) times that on y. Of a data set both are the same.
  private func observed(_ test: TestError) -> Double {
    let flip = mixture?.flip ?? 0
    return flip + (1 - 2 * flip) * test.share
  }

  func logLimitError(
    _ effort: SampledError.Effort? = nil, shouldStop: () -> Bool
  ) throws(CoreError) -> Double? {
    guard let solved = try solvedDirection(shouldStop: shouldStop) else { return nil }
    return try logError(of: solved.direction, effort, shouldStop: shouldStop)
  }

  func logRunLimitError(
    _ effort: SampledError.Effort? = nil, shouldStop: () -> Bool
  ) throws(CoreError) -> Double? {
    let (problem, _) = try requireTraining()
    guard let solved = try solvedDirection(shouldStop: shouldStop) else { return nil }
    if solved.isConsistent == true { return try logLimitError(effort, shouldStop: shouldStop) }
    let limit = try problem.solvedRunLimit(shouldStop: shouldStop)
    guard let limit else { return nil }
    return try logError(of: limit, effort, shouldStop: shouldStop)
  }

  /// ln of a limit's error: in closed form under Gaussian noise, else on the same points as the test error; −∞ where none of them was wrong.
  private func logError(
    of limit: LimitDirection, _ effort: SampledError.Effort?, shouldStop: () -> Bool
  ) throws(CoreError) -> Double? {
    let (problem, _) = try requireTraining()
    let boundary = limit.linearBoundary(in: problem)
    if case .gaussian = problem.design.test {
      return ClosedForms.logLinearError(boundary: boundary, design: problem.design)
    }
    let error = try sampledError(
      of: .linear(boundary), effort ?? defaultEffort, shouldStop: shouldStop)
    return error.map { Double.log($0.share) }
  }

  /// A limit's error as a decimal logarithm; `nil` where a sample saw none.
  func decades(_ logError: Double?) -> Double? {
    guard let logError else { return nil }
    if case .gaussian = design?.test { return logError.inDecades }
    return logError.isFinite ? logError.inDecades : nil
  }

  /// What a quantity may cost when nobody says.
  var defaultEffort: SampledError.Effort {
    SampledError.Effort(precision: 0.01, samples: 100_000, workers: workers)
  }
}

extension ErrorReport {
  /// What follows from the mixture's definition. The Bayes error, and with it excess and verdict, is known for Gaussian noise only.
  fileprivate mutating func add(_ mixture: Mixture, _ network: NetworkDefinition) {
    let moments = MixtureMoments(mixture)
    let regime = SignalRegime(mixture, moments)
    rho = regime.rho
    signal = regime.signal
    self.regime = regime.name
    let predicted = MeanFieldPrediction(mixture, network)?.logError
    predictedError = predicted.map(Double.exp)
    log10PredictedError = predicted.map(\.inDecades)
    guard mixture.noise == .gaussian else {
      verdict = interpolates ? nil : Verdict.notInterpolating.rawValue
      return
    }
    let bayes = ClosedForms.logBayesError(moments)
    bayesError = Double.exp(bayes)
    log10BayesError = bayes.inDecades
    guard let testError else { return }
    let excess = testError - Double.exp(bayes)
    excessError = excess
    verdict = Verdict(trainError: trainError, excess: excess).rawValue
  }
}

extension LineSampling {
  init(_ problem: TrainingProblem, _ state: TrainingState) {
    let design = problem.design
    let weights = problem.weights(of: state)
    let mean = design.mean ?? [Double](repeating: 0, count: weights.columns)
    let products = LinearAlgebra.product(weights, mean)
    var factor = Matrix(rows: weights.columns, columns: weights.rows)
    let square = LinearAlgebra.dot(mean, mean)
    for k in 0..<weights.columns {
      let deviation = design.variances[k].squareRoot()
      for j in 0..<weights.rows {
        // With orthogonal noise only the part of w_j that is orthogonal to μ sees noise.
        let along = design.isOrthogonal && square > 0 ? products[j] * mean[k] / square : 0
        factor[k, j] = deviation * (weights[j, k] - along)
      }
    }
    self.factor = factor
    means = products
    outer = (0..<problem.neurons).map {
      problem.network.outerWeight * problem.network.sign(ofNeuron: $0)
    }
    slope = problem.network.negativeSlope
  }
}

extension TrainingProblem {
  /// W(t) in the design's coordinates (m×d).
  func weights(of state: TrainingState) -> Matrix {
    var weights = LinearAlgebra.product(state.coefficients, design.points, .first)
    for index in weights.storage.indices {
      weights.storage[index] += network.initialDeviation * design.neurons.storage[index]
    }
    return weights
  }
}

extension Double {
  /// A natural logarithm as a decimal one.
  var inDecades: Double { self / Double.log(10) }
}

/// n‖μ‖² against tr Σ: which of the theorem's two error exponents rules.
struct SignalRegime {
  /// ρ = n‖μ‖²/tr Σ.
  let rho: Double
  /// n‖μ‖⁴/(‖Σ‖ tr Σ).
  let signal: Double
  /// "weak" if ρ < 1, else "strong".
  var name: String { rho < 1 ? "weak" : "strong" }

  init(_ mixture: Mixture, _ moments: MixtureMoments) {
    let n = Double(mixture.points)
    rho = n * moments.squaredMean / moments.trace
    signal = rho * moments.squaredMean / moments.largest
  }
}

/// Benign overfitting: zero training error on ỹ and a clean test error close to Bayes.
enum Verdict: String {
  case benign
  case tempered
  case harmful
  case notInterpolating = "not interpolating"

  static let benignExcess = 0.01
  static let harmfulExcess = 0.1

  init(trainError: Double, excess: Double) {
    if trainError > 0 {
      self = .notInterpolating
    } else if excess <= Self.benignExcess {
      self = .benign
    } else {
      self = excess >= Self.harmfulExcess ? .harmful : .tempered
    }
  }
}
