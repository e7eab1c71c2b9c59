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
    let (problem, state) = try requireTraining()
    let mixture = try requireMixture()
    let moments = MixtureMoments(mixture)
    let margins = state.margins(in: problem)
    let trainError = Double(margins.count { $0 <= 0 }) / Double(margins.count)
    let estimate = try testError(precision: precision, shouldStop: shouldStop)
    let test = Double.exp(estimate.logError)
    let limit = try logLimitError(shouldStop: shouldStop)
    let runLimit = try logRunLimitError(shouldStop: shouldStop)
    let predicted = MeanFieldPrediction(mixture, problem.network)?.logError
    let bayes = ClosedForms.logBayesError(moments)
    let excess = test - Double.exp(bayes)
    let reach = 1.959963984540054 * estimate.relativeStandardError
    let regime = SignalRegime(mixture, moments)
    return ErrorReport(
      step: state.step, trainError: trainError, interpolates: trainError == 0, testError: test,
      testErrorLow: max(0, test * (1 - reach)), testErrorHigh: min(1, test * (1 + reach)),
      samples: estimate.lines, method: .lines,
      observedError: mixture.flip + (1 - 2 * mixture.flip) * test,
      limitError: limit.map(Double.exp), log10LimitError: limit.map(\.inDecades),
      predictedError: predicted.map(Double.exp), log10PredictedError: predicted.map(\.inDecades),
      bayesError: Double.exp(bayes), log10BayesError: bayes.inDecades, excessError: excess,
      verdict: Verdict(trainError: trainError, excess: excess).rawValue, rho: regime.rho,
      signal: regime.signal, regime: regime.name, runLimitError: runLimit.map(Double.exp))
  }

  func testError(
    precision: Double, shouldStop: () -> Bool
  ) throws(CoreError) -> LineSampling.Estimate {
    let (problem, state) = try requireTraining()
    let mixture = try requireMixture()
    let sampling = LineSampling(problem, state)
    return try sampling.estimate(precision: precision, seed: mixture.seed, shouldStop: shouldStop)
  }

  func logLimitError(shouldStop: () -> Bool) throws(CoreError) -> Double? {
    let (problem, _) = try requireTraining()
    guard let solved = try solvedDirection(shouldStop: shouldStop) else { return nil }
    return ClosedForms.logLinearError(
      coefficients: solved.direction.linearBoundary(in: problem), design: problem.design)
  }

  func logRunLimitError(shouldStop: () -> Bool) throws(CoreError) -> Double? {
    let (problem, _) = try requireTraining()
    guard let solved = try solvedDirection(shouldStop: shouldStop) else { return nil }
    if solved.isConsistent { return try logLimitError(shouldStop: shouldStop) }
    let limit = try problem.solvedRunLimit(shouldStop: shouldStop)
    return limit.flatMap {
      ClosedForms.logLinearError(
        coefficients: $0.linearBoundary(in: problem), design: problem.design)
    }
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
