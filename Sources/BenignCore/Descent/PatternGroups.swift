// SPDX-License-Identifier: Apache-2.0

/// The neurons, grouped by sign and activation pattern: in one group every step adds the same vector to each neuron.
struct PatternGroups: Equatable, Invariant {
  struct Group: Equatable {
    /// The sign of a_j.
    let sign: Double
    /// The points with ⟨w_j, x_i⟩ > 0.
    let pattern: [PatternBits]
    var members: [Int]

    /// D_i: 1 where active, else γ (n).
    func slopes(points: Int, gamma: Double) -> [Double] {
      let tiles = (points + 7) / 8
      let slopes = (0..<tiles).map { tile in
        Lanes(repeating: gamma).replacing(with: 1, where: pattern.mask(ofTile: tile))
      }
      return slopes.values(points)
    }

    @inline(__always)
    func isActive(_ point: Int) -> Bool { pattern.contains(point) }
  }

  private(set) var groups: [Group] = []
  private let neurons: Int

  init(of preactivations: Matrix, in problem: TrainingProblem) {
    let n = problem.points
    neurons = problem.neurons
    var index: [Key: Int] = [:]
    preactivations.storage.withUnsafeBufferPointer { h in
      guard let h = h.baseAddress else { return }
      for j in 0..<problem.neurons {
        let key = Key(
          isPositive: j < problem.network.positiveNeurons,
          pattern: PatternBits.positive(h + j * n, count: n))
        if let known = index[key] {
          groups[known].members.append(j)
        } else {
          index[key] = groups.count
          groups.append(
            Group(sign: key.isPositive ? 1 : -1, pattern: key.pattern, members: [j]))
        }
      }
    }
  }

  /// Each neuron is in one group, and no two groups have the same sign and pattern.
  var isConsistent: Bool {
    let keys = groups.map { Key(isPositive: $0.sign > 0, pattern: $0.pattern) }
    return groups.flatMap(\.members).sorted() == Array(0..<neurons)
      && Set(keys).count == groups.count
  }

  /// Whether all neurons of a sign have the same pattern.
  func areSigns(of problem: TrainingProblem) -> Bool {
    groups.count == problem.signRanges.count { !$0.isEmpty }
  }

  /// The points on which no neuron is active, which γ = 0 alone allows: f is 0 there, and they move nothing.
  func unseenPoints(of problem: TrainingProblem) -> [Int] {
    guard problem.network.isReLU else { return [] }
    return (0..<problem.points).filter { point in !groups.contains { $0.isActive(point) } }
  }

  /// Whether every pair is activated.
  func areActivated(of state: TrainingState, in problem: TrainingProblem) -> Bool {
    areSigns(of: problem) && PairActivation(of: state.preactivations, in: problem).isWhole
  }

  private struct Key: Hashable {
    let isPositive: Bool
    let pattern: [PatternBits]
  }

  /// K = a² Σ_g |g| (D^g D^gᵀ) ∘ Z (n×n): in this pattern u ← u − αKℓ′(u) exactly.
  func kernel(of problem: TrainingProblem) -> Matrix {
    let n = problem.points
    let gamma = problem.network.negativeSlope
    var factors = Matrix(rows: n, columns: groups.count)
    for (column, group) in groups.enumerated() {
      let weight = problem.network.outerWeight * Double(group.members.count).squareRoot()
      for i in 0..<n {
        factors[i, column] = weight * problem.labels[i] * (group.isActive(i) ? 1 : gamma)
      }
    }
    var kernel = LinearAlgebra.gram(factors)
    let gram = problem.design.gram
    for index in kernel.storage.indices { kernel.storage[index] *= gram.storage[index] }
    return kernel
  }
}
