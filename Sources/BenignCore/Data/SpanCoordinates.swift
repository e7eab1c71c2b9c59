// SPDX-License-Identifier: Apache-2.0

import Concurrency

/// Coordinates of k rows in R^p from their products alone, in which Σ, seen from the rows' span, is diagonal.
///
/// With A = R Rᵀ and B = R Σ Rᵀ, and S = D A D scaled to a unit diagonal, S = U Θ Uᵀ gives an orthonormal basis of the span, Θ^{−½}Uᵀ D R; Σ has there the matrix
/// M = Θ^{−½}Uᵀ D B D U Θ^{−½} = Q Λ Qᵀ. The rows' coordinates are D^{−1} U Θ^{½} Q and Λ the variances: every ⟨r_i, r_k⟩ and ⟨r_i, Σ r_k⟩ is kept.
struct SpanCoordinates: Sendable {
  /// k × d.
  let rows: Matrix
  /// Σ along each coordinate (d, all ≥ 0).
  let variances: [Double]
  /// d × k: the coordinates of any vector's projection on the span, from its products with the rows.
  let projector: Matrix

  /// Directions below this share of the largest are rounding noise.
  private static let leastShare = 1e-14
  private static let overflow = CoreError.invalid(
    key: "noise", reason: "inner products of the noise overflow")

  /// - Parameters: A and B, of which the lower triangles count.
  /// - Throws: `.invalid` where the products overflow, `.interrupted`.
  /// - Complexity: O(k³).
  init(gram: Matrix, quadratic: Matrix, stop: StopSignal) throws(CoreError) {
    let k = gram.rows
    let scale = (0..<k).map { gram[$0, $0] > 0 ? 1 / gram[$0, $0].squareRoot() : 0 }
    guard
      let outer = try SymmetricEigensystem(
        gram.scaled { scale[$0] * scale[$1] }, stop: stop)
    else { throw Self.overflow }
    let least = Self.leastShare * Double(k) * (outer.values.last ?? 0)
    let kept = outer.values.indices.filter { outer.values[$0] > least }
    // Θ^{−½}Uᵀ D, the basis by its products with the rows; D^{−1} U Θ^{½}, the rows in it.
    var basis = Matrix(rows: kept.count, columns: k)
    var coordinates = Matrix(rows: k, columns: kept.count)
    for (place, index) in kept.enumerated() {
      let size = outer.values[index].squareRoot()
      for i in 0..<k where scale[i] > 0 {
        basis[place, i] = outer.vectors[i, index] * scale[i] / size
        coordinates[i, place] = outer.vectors[i, index] * size / scale[i]
      }
    }
    var full = quadratic
    full.mirrorLowerTriangle()
    guard
      let inner = try SymmetricEigensystem(
        LinearAlgebra.product(LinearAlgebra.product(basis, full), basis, .second),
        stop: stop)
    else { throw Self.overflow }
    projector = LinearAlgebra.product(inner.vectors, basis, .first)
    rows = LinearAlgebra.product(coordinates, inner.vectors)
    variances = inner.values.map { max(0, $0) }
  }
}
