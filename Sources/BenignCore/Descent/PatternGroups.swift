// SPDX-License-Identifier: Apache-2.0

/// The neurons, grouped by sign and activation pattern: in one group every step adds the same vector to each neuron.
struct PatternGroups: Equatable {
  struct Group: Equatable {
    /// Of a_j.
    let sign: Double
    /// Bit i of the words: ⟨w_j, x_i⟩ > 0.
    let bits: [UInt64]
    var members: [Int]

    /// D_i: 1 where active, else γ (n).
    func slopes(points: Int, gamma: Double) -> [Double] {
      (0..<points).map { isActive($0) ? 1 : gamma }
    }

    @inline(__always)
    func isActive(_ point: Int) -> Bool { bits[point >> 6] >> UInt64(point & 63) & 1 == 1 }
  }

  private(set) var groups: [Group] = []

  init(of preactivations: Matrix, in problem: TrainingProblem) {
    let n = problem.points
    let words = (n + 63) / 64
    var index: [Key: Int] = [:]
    var bits = [UInt64](repeating: 0, count: words)
    preactivations.storage.withUnsafeBufferPointer { h in
      for j in 0..<problem.neurons {
        for word in 0..<words {
          var value: UInt64 = 0
          for bit in 0..<min(64, n - word * 64) where h[word * 64 + bit + j * n] > 0 {
            value |= 1 << UInt64(bit)
          }
          bits[word] = value
        }
        let key = Key(isPositive: j < problem.network.positiveNeurons, bits: bits)
        if let known = index[key] {
          groups[known].members.append(j)
        } else {
          index[key] = groups.count
          groups.append(Group(sign: key.isPositive ? 1 : -1, bits: bits, members: [j]))
        }
      }
    }
  }

  /// Whether all neurons of a sign have the same pattern.
  func areSigns(of problem: TrainingProblem) -> Bool {
    groups.count == problem.signRanges.count { !$0.isEmpty }
  }

  private struct Key: Hashable {
    let isPositive: Bool
    let bits: [UInt64]
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
