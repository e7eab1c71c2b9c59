// SPDX-License-Identifier: Apache-2.0

public import Concurrency

/// All numbers of an experiment, in reduced coordinates: what an export holds.
public struct ExperimentSnapshot: Sendable, Equatable {
  /// ỹ and y (n), ±1.
  public let observed, clean: [Double]
  /// X (n×d).
  public let points: Matrix
  /// μ, the first one of several (d); empty for data without a mixture.
  public let mean: [Double]
  /// The clusters; none for data without a mixture.
  public let clusters: [Cluster]
  /// Variance of the noise along each coordinate, σ² included (d).
  public let variances: [Double]
  /// a (m).
  public let outer: [Double]
  /// W(t) (m×d).
  public let weights: Matrix
  /// γ.
  public let negativeSlope: Double

  /// One cluster of a mixture.
  public struct Cluster: Sendable, Equatable {
    /// Its probability, and its label ±1.
    public let share, label: Double
    /// The mean of its points, a bias' constant coordinate included (d).
    public let mean: [Double]
  }
}

extension Experiment {
  /// In what way the data are not exactly the mixture's, in words; `nil` where they are.
  public var approximation: String? { mixture.flatMap { SamplingWay($0).approximation } }

  /// - Throws: `.notReady`, `.interrupted`.
  public func state(stop: StopSignal = .never) throws(CoreError) -> StateReport {
    try abandonably(size: size, stop: stop) { (experiment, _) throws(CoreError) in
      try experiment.findState()
    }
  }

  private func findState() throws(CoreError) -> StateReport {
    let (problem, state) = try requireTraining()
    return StateReport(
      progress: state.progress, loss: state.lossValue(in: problem), approximation: approximation,
      stateHash: StateHash(problem, state).hexadecimal)
  }

  /// The numbers of the present state; W(t) is computed for it.
  /// - Throws: `.notReady`.
  public func snapshot() throws(CoreError) -> ExperimentSnapshot {
    let (problem, state) = try requireTraining()
    return ExperimentSnapshot(
      observed: problem.labels, clean: problem.design.cleanLabels, points: problem.design.points,
      mean: problem.design.means.first ?? [],
      clusters: problem.design.clusters.map {
        ExperimentSnapshot.Cluster(
          share: $0.share, label: $0.label, mean: problem.design.centre(of: $0))
      }, variances: problem.design.variances,
      outer: (0..<problem.neurons).map {
        problem.network.outerWeight * problem.network.sign(ofNeuron: $0)
      }, weights: problem.weights(of: state),
      negativeSlope: problem.network.negativeSlope)
  }
}

/// A hash over every bit that decides what a state does next.
struct StateHash {
  private var hash = FNV1a()

  init(_ problem: TrainingProblem, _ state: TrainingState) {
    add(problem.design.labels)
    add(problem.design.points.storage)
    add([problem.network.negativeSlope, problem.network.outerWeight])
    add([Double(problem.network.positiveNeurons)])
    add(state.preactivations.storage)
    add(state.coefficients.storage)
    add([state.step, state.time, state.learningRate ?? 0])
    hash.add((state.loss.word + " " + state.reduction.rawValue).utf8)
    let optimization = state.optimization
    // A state of gradient descent has the hash that it always had.
    guard !optimization.isPlain || state.initialScale != 1 else { return }
    hash.add(optimization.optimizer.word.utf8)
    add([optimization.momentum, Double(optimization.batch), optimization.decay])
    add([state.initialScale])
    if let velocity = state.velocity {
      add(velocity.preactivations.storage)
      add(velocity.coefficients.storage)
      add([velocity.initialScale])
    }
  }

  private mutating func add(_ numbers: [Double]) {
    for number in numbers {
      var bits = number.bitPattern
      for _ in 0..<8 {
        hash.add(UInt8(truncatingIfNeeded: bits))
        bits >>= 8
      }
    }
  }

  /// 16 digits.
  var hexadecimal: String {
    let digits = hash.hexadecimal
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
