// SPDX-License-Identifier: Apache-2.0

public import Concurrency
import RealModule

extension Experiment {
  /// Train, test, limit, predicted and Bayes error, and whether overfitting is benign.
  ///
  /// - Parameters:
  ///   - precision: relative standard error of the test error.
  ///   - samples: most test points where they must be streamed.
  /// - Throws: `.notReady`, `.interrupted`.
  public func error(
    precision: Double, samples: Int, stop: StopSignal
  ) throws(CoreError) -> ErrorReport {
    let effort = SampledError.Effort(precision: precision, samples: samples, workers: workers)
    return try abandonably(size: size, stop: stop) {
      (experiment, stop) throws(CoreError) in
      try experiment.findError(effort, stop: stop)
    }
  }

  private func findError(
    _ effort: SampledError.Effort, stop: StopSignal
  ) throws(CoreError) -> ErrorReport {
    let (problem, state) = try requireTraining()
    let margins = state.margins(in: problem)
    let trainError = Double(margins.count { $0 <= 0 }) / Double(margins.count)
    let test = try testError(effort, stop: stop)
    let limit = try limitError(effort, stop: stop)
    let runLimit = try runLimitError(effort, stop: stop)
    var report = ErrorReport(
      step: state.step, trainError: trainError, interpolates: trainError == 0,
      testError: test?.share, testErrorLow: test?.low, testErrorHigh: test?.high,
      samples: test?.samples, method: test?.method, effectiveSamples: test?.effectiveSamples,
      observedError: test.map { observed($0.share) },
      observedSample: test?.sample.map {
        SampledShare(low: observed($0.low), high: observed($0.high), points: $0.points)
      },
      limitError: limit?.share, log10LimitError: limit?.decades, limitSample: limit?.sample,
      runLimitError: runLimit?.share, runLimitSample: runLimit?.sample,
      isLimitBelowAll: limit?.isBelowAll ?? false)
    if let mixture { report.add(mixture, problem.network) }
    return report
  }

  /// The error of the current network on fresh points; `nil` for a data set of which nothing is held out.
  func testError(
    _ effort: SampledError.Effort, stop: StopSignal
  ) throws(CoreError) -> TestError? {
    let (problem, state) = try requireTraining()
    if case .gaussian = problem.design.test {
      guard problem.design.hasOrdinaryNoise else { return nil }
      let estimate = try lineEstimate(precision: effort.precision, stop: stop)
      return estimate.logError.isNaN ? nil : TestError(estimate)
    }
    // The error is the same for every scale of W and of the outer weights.
    let network = PointClassifier.network(
      weights: problem.weights(of: state).scaled,
      outer: (0..<problem.neurons).map { problem.network.sign(ofNeuron: $0) },
      slope: problem.network.negativeSlope)
    return try sampledError(of: network, effort, stop: stop)
  }

  func lineEstimate(
    precision: Double, stop: StopSignal
  ) throws(CoreError) -> LineSampling.Estimate {
    let (problem, state) = try requireTraining()
    return try LineSampling(problem, state).estimate(
      precision: precision, seed: mixture?.seed ?? 0, stop: stop)
  }

  /// Of a classifier, on streamed or held-out points.
  private func sampledError(
    of classifier: PointClassifier, _ effort: SampledError.Effort, stop: StopSignal
  ) throws(CoreError) -> TestError? {
    let design = try requireDesign()
    switch design.test {
    case .gaussian: return nil
    case .streamed(let points):
      let error = try points.error(
        of: classifier, mean: design.mean ?? [], effort: effort, stop: stop)
      return TestError(error, method: .streamed)
    case .heldOut(let rows):
      guard !rows.labels.isEmpty else { return nil }
      let wrong = try classifier.wrong(
        points: rows.points, labels: rows.labels, stop: stop)
      return TestError(SampledError(wrong: wrong, of: rows.labels.count), method: .heldOut)
    }
  }

  /// An error on ỹ by that on y: η + (1 − 2η) times it. Of a data set both are the same.
  private func observed(_ share: Double) -> Double {
    let flip = mixture?.flip ?? 0
    return flip + (1 - 2 * flip) * share
  }

  func limitError(
    _ effort: SampledError.Effort? = nil, stop: StopSignal
  ) throws(CoreError) -> LimitError? {
    guard let solved = try solvedDirection(stop: stop) else { return nil }
    return try error(of: solved.direction, effort, stop: stop)
  }

  /// The upper end of the interval of `limit_error` where it was found by counting; `nil` where not.
  public func limitErrorBound(stop: StopSignal) throws(CoreError) -> Double? {
    try limitError(stop: stop)?.sample?.high
  }

  func runLimitError(
    _ effort: SampledError.Effort? = nil, stop: StopSignal
  ) throws(CoreError) -> LimitError? {
    let (problem, _) = try requireTraining()
    guard let solved = try solvedDirection(stop: stop) else { return nil }
    if solved.isConsistent == true { return try limitError(effort, stop: stop) }
    let limit = try problem.solvedRunLimit(stop: stop)
    guard let limit else { return nil }
    return try error(of: limit, effort, stop: stop)
  }

  /// A limit's error: in closed form under Gaussian noise, else on the same points as the test error.
  private func error(
    of limit: LimitDirection, _ effort: SampledError.Effort?, stop: StopSignal
  ) throws(CoreError) -> LimitError? {
    let (problem, _) = try requireTraining()
    let boundary = limit.linearBoundary(in: problem)
    if case .gaussian = problem.design.test {
      guard problem.design.hasOrdinaryNoise else { return nil }
      return ClosedForms.linearError(boundary: boundary, design: problem.design)
    }
    let error = try sampledError(
      of: .linear(boundary.scaled), effort ?? defaultEffort, stop: stop)
    return error.map { LimitError(logShare: Double.log($0.share), sample: $0.sample) }
  }

  /// What a quantity may cost when nobody says.
  var defaultEffort: SampledError.Effort {
    SampledError.Effort(precision: 0.01, samples: 100_000, workers: workers)
  }
}

extension ErrorReport {
  /// What follows from the mixture's definition. The Bayes error, and with it the excess, is known for Gaussian noise only.
  fileprivate mutating func add(_ mixture: Mixture, _ network: NetworkDefinition) {
    let moments = MixtureMoments(mixture)
    let regime = SignalRegime(moments)
    rho = regime.rho
    signal = regime.signal
    self.regime = regime.name
    do throws(PredictionGap) {
      let predicted = try MeanFieldPrediction(mixture, network).logError
      predictedError = Double.exp(predicted)
      log10PredictedError = predicted.inDecades
    } catch {
      predictionGap = error
    }
    if mixture.noise == .gaussian {
      let bayes = ClosedForms.logBayesError(moments)
      bayesError = Double.exp(bayes)
      log10BayesError = bayes.inDecades
      excessError = testError.map { $0 - Double.exp(bayes) }
    }
    judge()
  }

  private mutating func judge() {
    var interval: ClosedRange<Double>?
    if let testErrorLow, let testErrorHigh, testErrorLow <= testErrorHigh {
      interval = testErrorLow...testErrorHigh
    }
    do throws(VerdictGap) {
      verdict = try Verdict(trainError: trainError, test: interval, bayes: bayesError).rawValue
    } catch {
      verdictGap = error
    }
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

  init(_ moments: MixtureMoments) {
    rho = moments.rho
    signal = moments.signal
  }
}
