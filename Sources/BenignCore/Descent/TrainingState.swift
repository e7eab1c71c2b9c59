// SPDX-License-Identifier: Apache-2.0

/// W(t), by H and B, and how it was reached.
struct TrainingState: Sendable, HoldsProgress {
  /// H = X Wᵀ (n×m).
  var preactivations: Matrix
  /// B (n×m): w_j = w_j(0) + Σ_i B_ij x_i.
  var coefficients: Matrix
  var progress = TrainingProgress()
  /// V; `nil` where nothing is carried from step to step.
  var velocity: Velocity?

  init(of problem: TrainingProblem) {
    preactivations = problem.initialPreactivations
    coefficients = Matrix(rows: problem.points, columns: problem.neurons)
    if PairActivation(of: preactivations, in: problem).isWhole { progress.activationStep = 0 }
  }

  /// What stays when the network is defined anew: loss, reduction, and a learning rate that was given.
  mutating func keepSettings(of other: TrainingState) {
    (progress.loss, progress.reduction) = (other.loss, other.reduction)
    progress.isRateGiven = other.isRateGiven
    progress.learningRate = other.isRateGiven ? other.learningRate : nil
  }

  /// Whether training has begun, by descent or flow.
  var isAtStart: Bool { progress.step == 0 && progress.time == 0 }

  /// u_i = ỹ_i f(x_i) (n).
  func margins(in problem: TrainingProblem) -> [Double] {
    var margins = [Double](repeating: 0, count: problem.points)
    Margins.compute(preactivations, problem, into: &margins)
    return margins
  }
}

/// u = ỹ ∘ Σ_j a_j φ(h_j).
enum Margins {
  static func compute(_ h: Matrix, _ problem: TrainingProblem, into margins: inout [Double]) {
    let n = problem.points
    let slope = problem.network.negativeSlope
    let outer = problem.network.outerWeight
    h.storage.withUnsafeBufferPointer { h in
      margins.withUnsafeMutableBufferPointer { u in
        for i in 0..<n { u[i] = 0 }
        for j in 0..<problem.neurons {
          let weight = Lanes(repeating: outer * problem.network.sign(ofNeuron: j))
          for i in stride(from: 0, to: n, by: 8) {
            let width = min(8, n - i)
            let value = h.lanes(i + j * n, width)
            let activity = (slope * value).replacing(with: value, where: value .> 0)
            u.store(u.lanes(i, width).addingProduct(weight, activity), at: i, width)
          }
        }
        for i in 0..<n { u[i] *= problem.labels[i] }
      }
    }
  }
}

/// How many pairs (i, j) have a_j ỹ_i ⟨w_j, x_i⟩ > 0, and of the own ones, a_j ỹ_i > 0, whether all do.
struct PairActivation {
  let activated: Int
  let pairs: Int
  /// Whether every own pair is activated, so that the run's limit does not depend on W(0).
  let isOwnWhole: Bool

  init(of h: Matrix, in problem: TrainingProblem) {
    let n = problem.points
    // Patterns may be random: a branch on each pair would be guessed wrongly half the time.
    var counts = SIMD8<Int64>.zero
    var missing = SIMD8<Int64>.zero
    LaneReader.read(h.storage, problem.labels) { h, labels in
      for j in 0..<problem.neurons {
        let sign = problem.network.sign(ofNeuron: j)
        for i in stride(from: 0, to: n, by: 8) {
          let width = min(8, n - i)
          let orientation = sign * labels.lanes(i, width)
          let isActivated = orientation * h.lanes(i + j * n, width) .> 0
          counts.replace(with: counts &+ 1, where: isActivated)
          missing.replace(with: missing &+ 1, where: (orientation .> 0) .& .!isActivated)
        }
      }
    }
    activated = Int(counts.wrappedSum())
    isOwnWhole = missing == .zero
    pairs = n * problem.neurons
  }

  var share: Double { Double(activated) / Double(max(pairs, 1)) }
  var isWhole: Bool { activated == pairs }
}

extension Reduction {
  /// What one point's loss counts: 1, or 1/n.
  func weight(points: Int) -> Double {
    switch self {
    case .sum: 1
    case .mean: 1 / Double(points)
    }
  }
}
