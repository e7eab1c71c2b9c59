// SPDX-License-Identifier: Apache-2.0

public import Concurrency

/// All numbers of an experiment, in reduced coordinates: what an export holds.
public struct ExperimentSnapshot: Sendable, Equatable {
  /// ỹ and y (n), ±1.
  public let observed: [Double]
  public let clean: [Double]
  /// X (n×d).
  public let points: Matrix
  /// μ (d); empty for data without a mixture.
  public let mean: [Double]
  /// Variance of the noise along each coordinate, σ² included (d).
  public let variances: [Double]
  /// a (m).
  public let outer: [Double]
  /// W(t) (m×d).
  public let weights: Matrix
  public let step: Double
  public let time: Double
  /// γ.
  public let negativeSlope: Double
  /// The learning rate of the last step.
  public let learningRate: Double?
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
      step: state.step, time: state.time, loss: state.lossValue(in: problem),
      learningRate: state.learningRate, lossKind: state.loss, reduction: state.reduction,
      explicitSteps: state.explicitSteps, leaptSteps: state.leaptSteps,
      approximation: approximation,
      stateHash: StateHash(problem, state).hexadecimal)
  }

  public func snapshot() throws(CoreError) -> ExperimentSnapshot {
    let (problem, state) = try requireTraining()
    return ExperimentSnapshot(
      observed: problem.labels, clean: problem.design.cleanLabels, points: problem.design.points,
      mean: problem.design.mean ?? [], variances: problem.design.variances,
      outer: (0..<problem.neurons).map {
        problem.network.outerWeight * problem.network.sign(ofNeuron: $0)
      }, weights: problem.weights(of: state), step: state.step, time: state.time,
      negativeSlope: problem.network.negativeSlope, learningRate: state.learningRate)
  }
}

/// FNV-1a over every bit that decides what a state does next.
struct StateHash {
  private var value: UInt64 = 0xCBF2_9CE4_8422_2325

  init(_ problem: TrainingProblem, _ state: TrainingState) {
    add(problem.design.labels)
    add(problem.design.points.storage)
    add([problem.network.negativeSlope, problem.network.outerWeight])
    add([Double(problem.network.positiveNeurons)])
    add(state.preactivations.storage)
    add(state.coefficients.storage)
    add([state.step, state.time, state.learningRate ?? 0])
    add(state.loss.word + " " + state.reduction.rawValue)
  }

  private mutating func add(_ text: String) {
    for byte in text.utf8 { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
  }

  private mutating func add(_ numbers: [Double]) {
    for number in numbers {
      var bits = number.bitPattern
      for _ in 0..<8 {
        value = (value ^ (bits & 0xFF)) &* 0x100_0000_01B3
        bits >>= 8
      }
    }
  }

  /// 16 digits.
  var hexadecimal: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
