// SPDX-License-Identifier: Apache-2.0

import RealModule

/// Errors on fresh points. Each is computed alone.
extension Inquiry {
  /// The error of the network on fresh points; `nil` for a data set of which nothing is held out.
  func testError() throws(CoreError) -> TestError? {
    try kept(\.testError) { () throws(CoreError) in
      if case .gaussian = problem.design.test {
        guard problem.design.hasOrdinaryNoise else { return nil }
        let estimate = try lineEstimate()
        return estimate.logError.isNaN ? nil : TestError(estimate)
      }
      // The error is the same for every scale of W and of the outer weights.
      let network = PointClassifier.network(
        weights: problem.weights(of: settled).scaled,
        outer: (0..<problem.neurons).map { problem.network.sign(ofNeuron: $0) },
        slope: problem.network.negativeSlope)
      return try sampledError(of: network)
    }
  }

  func lineEstimate() throws(CoreError) -> LineSampling.Estimate {
    try LineSampling(problem, settled).estimate(
      precision: effort.precision, seed: experiment.mixture?.seed ?? 0, stop: stop)
  }

  /// The error of problem (5)'s solution; `nil` where that has none.
  func limitError() throws(CoreError) -> LimitError? {
    try kept(\.limitError) { () throws(CoreError) in
      guard let solved = try direction().direction else { return nil }
      return try error(of: solved.direction)
    }
  }

  /// The error of the run's own limit; `nil` where that is not certain.
  func runLimitError() throws(CoreError) -> LimitError? {
    try kept(\.runLimitError) { () throws(CoreError) in
      guard let solved = try direction().direction, !(try limitDependsOnStart()) else { return nil }
      if solved.isConsistent == true { return try limitError() }
      let limit = try problem.solvedRunLimit(stop: stop)
      guard let limit else { return nil }
      return try error(of: limit)
    }
  }

  /// A limit's error: in closed form under Gaussian noise, else on the same points as the test error.
  private func error(of limit: LimitDirection) throws(CoreError) -> LimitError? {
    if case .gaussian = problem.design.test {
      guard problem.design.hasOrdinaryNoise else { return nil }
      return ClosedForms.error(of: limit, in: problem)
    }
    let error = try sampledError(of: PointClassifier(limit, in: problem))
    return error.map { LimitError(logShare: Double.log($0.share), sample: $0.sample) }
  }

  /// The error of a classifier, on streamed or held-out points.
  private func sampledError(of classifier: PointClassifier) throws(CoreError) -> TestError? {
    switch problem.design.test {
    case .gaussian: return nil
    case .streamed(let points):
      let error = try points.error(
        of: classifier, centres: problem.design.centres, effort: effort, stop: stop)
      return TestError(error, method: .streamed)
    case .heldOut(let rows):
      guard !rows.labels.isEmpty else { return nil }
      let wrong = try classifier.wrong(points: rows.points, labels: rows.labels, stop: stop)
      return TestError(SampledError(wrong: wrong, of: rows.labels.count), method: .heldOut)
    }
  }

  /// An error on ỹ by that on y: η + (1 − 2η) times it. Of a data set both are the same.
  func observed(_ share: Double) -> Double {
    let flip = experiment.mixture?.flip ?? 0
    return flip + (1 - 2 * flip) * share
  }

  /// A note says what is particular about errors of rows from a file.
  var heldOutNote: QuantityAnswer.Note? {
    guard case .heldOut(let rows) = problem.design.test else { return nil }
    return rows.labels.isEmpty ? .nothingHeldOut : .heldOutRows
  }
}

extension MixtureFacts {
  /// The law of problem (5)'s solution.
  func law(_ network: NetworkDefinition) throws(PredictionGap) -> DirectionLaw {
    try DirectionLaw(mixture, network)
  }

  /// Whether the law at every p/n speaks of this mixture; else the prediction is the mean field's.
  var hasLaw: Bool { mixture.noise == .gaussian && moments.isIsotropic }

  /// Whether some direction classifies every point, in the limit of many points.
  func isSeparable() throws(PredictionGap) -> Bool { try LawPopulation(mixture).isSeparable }

  /// Whether overfitting is benign.
  func verdict(trainError: Double, test: TestError?) throws(VerdictGap) -> Verdict {
    let interval = test.flatMap { $0.low <= $0.high ? $0.low...$0.high : nil }
    let bayes = bayes.map { ($0.sample?.low ?? $0.share)...($0.sample?.high ?? $0.share) }
    return try Verdict(
      trainError: trainError, test: interval, bayes: bayes,
      chance: min(mixture.balance, 1 - mixture.balance))
  }
}

extension TrainingProblem {
  /// W(t) in the design's coordinates (m×d).
  func weights(of state: TrainingState) -> Matrix {
    var weights = LinearAlgebra.product(state.coefficients, design.points, .first)
    let deviation = state.initialScale * network.initialDeviation
    for index in weights.storage.indices {
      weights.storage[index] += deviation * design.neurons.storage[index]
    }
    return weights
  }
}
