// SPDX-License-Identifier: Apache-2.0

/// The neurons of one sign by their mean w̄ and their deviations from it, from which every cheap number of W follows.
///
/// All is formed from differences of coefficients, so that neurons keep their digits however close to each other they are. While
/// the sign has one pattern every step adds the same vector to all of its neurons, and only w̄ moves: see `moved`.
struct SignGeometry {
  /// m_s.
  let count: Int
  /// ⟨w̄(0), x_i⟩ (n).
  let initialField: [Double]
  /// ‖w̄(0)‖².
  let squaredInitial: Double
  /// b̄, with w̄ = w̄(0) + Σ_i b̄_i x_i (n).
  private(set) var coefficients: [Double]
  /// ⟨w̄, x_i⟩ (n).
  private(set) var field: [Double]
  /// ⟨w_j − w̄, x_i⟩ (n×m_s).
  let deviations: Matrix
  /// ‖w_j − w̄‖² (m_s).
  let squaredDistances: [Double]
  /// Σ_j ‖w_j − w̄‖².
  let spread: Double
  /// ⟨w_j − w̄, w̄⟩ (m_s).
  private(set) var overlaps: [Double]
  /// ‖w_j‖² (m_s).
  private(set) var squaredNorms: [Double]
  /// ‖w̄‖².
  private(set) var squaredMean: Double

  init(
    count: Int, initialField: [Double], squaredInitial: Double, coefficients: [Double],
    field: [Double], deviations: Matrix, squaredDistances: [Double], overlaps: [Double],
    squaredNorms: [Double]
  ) {
    self.count = count
    self.initialField = initialField
    self.squaredInitial = squaredInitial
    self.coefficients = coefficients
    self.field = field
    self.deviations = deviations
    self.squaredDistances = squaredDistances
    self.overlaps = overlaps
    self.squaredNorms = squaredNorms
    spread = squaredDistances.reduce(0, +)
    squaredMean = max(
      squaredInitial + LinearAlgebra.dot(coefficients, initialField)
        + LinearAlgebra.dot(coefficients, field), 0)
  }

  /// Σ_j ‖w_j‖².
  var squaredNorm: Double { Double(count) * squaredMean + spread }

  /// The same neurons, all moved by Σ_i q_i x_i.
  ///
  /// - Parameters:
  ///   - q: in lanes, zeros beyond (n).
  ///   - image: ⟨Σ_k q_k x_k, x_i⟩, likewise (n).
  /// - Complexity: O(nm_s), by one product with a matrix.
  func moved(by q: [Lanes], image: [Lanes]) -> SignGeometry {
    var moved = self
    let growth = moved.moveMean(by: q, image: image)
    moved.moveNeurons(by: LinearAlgebra.product(deviations, q, .first), growth)
    return moved
  }

  /// - Returns: by what ‖w̄‖² grows: 2⟨q, h̄⟩ + ⟨q, Gq⟩.
  private mutating func moveMean(by q: [Lanes], image: [Lanes]) -> Double {
    let n = initialField.count
    let (square, growth) = initialField.withUnsafeBufferPointer { initial in
      coefficients.withUnsafeMutableBufferPointer { coefficients in
        field.withUnsafeMutableBufferPointer { field in
          var square = Lanes.zero
          var growth = Lanes.zero
          for tile in 0..<(n + 7) / 8 {
            let i = 8 * tile
            let width = min(8, n - i)
            let h = field.lanes(i, width)
            growth.addProduct(q[tile], 2 * h + image[tile])
            let moved = (b: coefficients.lanes(i, width) + q[tile], h: h + image[tile])
            square.addProduct(moved.b, initial.lanes(i, width) + moved.h)
            coefficients.store(moved.b, at: i, width)
            field.store(moved.h, at: i, width)
          }
          return (square.sum(), growth.sum())
        }
      }
    }
    squaredMean = max(squaredInitial + square, 0)
    return growth
  }

  /// - Parameters:
  ///   - along: what each deviation's product with the shift is (m_s).
  ///   - growth: of ‖w̄‖².
  private mutating func moveNeurons(by along: [Double], _ growth: Double) {
    let count = count
    along.withUnsafeBufferPointer { along in
      overlaps.withUnsafeMutableBufferPointer { overlaps in
        squaredNorms.withUnsafeMutableBufferPointer { squares in
          for j in stride(from: 0, to: count, by: 8) {
            let width = min(8, count - j)
            let shift = along.lanes(j, width)
            let square = squares.lanes(j, width) + 2 * shift + growth
            overlaps.store(overlaps.lanes(j, width) + shift, at: j, width)
            squares.store(square.replacing(with: 0, where: square .< 0), at: j, width)
          }
        }
      }
    }
  }

  /// Largest 1 − cos(w_j, w̄); `nil` where w̄ or every w_j is 0.
  var dispersion: Double? {
    guard squaredMean > 0 else { return nil }
    // The angle grows with its sine up to a right one, and falls with it beyond.
    let (narrow, wide) = LaneReader.read(overlaps, squaredNorms, squaredDistances) {
      overlaps, norms, distances in
      var narrow = Lanes(repeating: -.infinity)
      var wide = Lanes(repeating: .infinity)
      for j in stride(from: 0, to: count, by: 8) {
        let width = min(8, count - j)
        let overlap = overlaps.lanes(j, width)
        let norm = norms.lanes(j, width)
        let sine = (distances.lanes(j, width) - overlap * overlap / squaredMean) / norm
        let isWide = squaredMean + overlap .< 0
        narrow.replace(with: sine, where: (norm .> 0) .& .!isWide .& (sine .> narrow))
        wide.replace(with: sine, where: (norm .> 0) .& isWide .& (sine .< wide))
      }
      return (narrow.max(), wide.min())
    }
    let isWide = wide < .infinity
    let sine = isWide ? wide : narrow
    guard sine > -.infinity else { return nil }
    return Alignment.Angle(product: isWide ? -1 : 1, squaredNorms: 1, squaredSine: sine)?
      .misalignment
  }
}
