// SPDX-License-Identifier: Apache-2.0

/// W by its two signs, and how many pairs are activated: what the cheap quantities of a state are computed from.
struct NetworkGeometry {
  /// +, −.
  let signs: [SignGeometry]
  let activation: PairActivation

  /// - Complexity: O(nm).
  init(of state: TrainingState, in problem: TrainingProblem) {
    signs = problem.signRanges.indices.map { SignGeometry(of: state, sign: $0, in: problem) }
    activation = PairActivation(of: state.preactivations, in: problem)
  }

  private init(signs: [SignGeometry], activation: PairActivation) {
    self.signs = signs
    self.activation = activation
  }

  /// The same network, each sign's neurons moved by Σ_i q^s_i x_i while no pattern changes.
  ///
  /// - Parameters: q⁺ and q⁻ (n each, in lanes).
  func moved(
    by positive: [Lanes], _ negative: [Lanes], in problem: TrainingProblem
  ) -> NetworkGeometry {
    let images = problem.gramTiles.products(positive, negative)
    let moved = [
      signs[0].moved(by: positive, image: images.0), signs[1].moved(by: negative, image: images.1),
    ]
    return NetworkGeometry(signs: moved, activation: activation)
  }

  /// ‖W‖².
  var squaredNorm: Double { signs[0].squaredNorm + signs[1].squaredNorm }

  /// ‖w_j‖² (m).
  var squaredNorms: [Double] { signs[0].squaredNorms + signs[1].squaredNorms }

  /// Largest 1 − cos of a neuron with the mean of its sign's neurons; `nil` where all are 0.
  var dispersion: Double? { signs.compactMap(\.dispersion).max() }

  /// Cosine of each neuron with its limit, `nan` where one of them is 0 (m).
  func cosines(with limit: LimitDirection) -> [Double] {
    signs.enumerated().flatMap { s, sign -> [Double] in
      let beta = limit.coefficients[s]
      let ofMean = LinearAlgebra.dot(beta, sign.field)
      let products = LinearAlgebra.product(sign.deviations, beta, .first)
      return zip(products, sign.squaredNorms).map { product, square -> Double in
        let size = (square * limit.squaredNorms[s]).squareRoot()
        guard size > 0 else { return .nan }
        let cosine = (product + ofMean) / size
        return min(1, max(-1, s == 0 ? cosine : -cosine))
      }
    }
  }
}

extension Matrix {
  /// The mean of some columns; zeros if there are none.
  func meanOfColumns(_ range: Range<Int>) -> [Double] {
    var mean = [Double](repeating: 0, count: rows)
    storage.withUnsafeBufferPointer { storage in
      mean.withUnsafeMutableBufferPointer { mean in
        for j in range {
          for i in stride(from: 0, to: rows, by: 8) {
            let width = min(8, rows - i)
            mean.store(mean.lanes(i, width) + storage.lanes(i + j * rows, width), at: i, width)
          }
        }
      }
    }
    let count = Double(max(range.count, 1))
    return mean.map { $0 / count }
  }
}
