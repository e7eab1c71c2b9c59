// SPDX-License-Identifier: Apache-2.0

import Concurrency

extension FullStep {
  /// Singular values below this share of the largest count as 0.
  private static let leastShare = 1e-12

  /// The change whose part of W is the polar factor UVᵀ of −∇L = U diag(s) Vᵀ, and 0 where −∇L is 0; `nil` where it is not representable.
  ///
  /// −∇L = Eᵀ(A N^−½)ᵀX, where E says which neurons are in which group, N how many they are, and A = S̃ N^½ (n×g). So UVᵀ = Eᵀ N^−½ P AᵀX with P the inverse
  /// root of AᵀG A, which is found from the singular values of AᵀX (g×d) itself: those of AᵀGA are their squares, and would be known to half of the digits.
  /// - Parameter weights: −ℓ′(u) ≥ 0 (n), up to a factor.
  /// - Throws: `.interrupted`.
  /// - Complexity: O(nd g + d g²) for g groups and d coordinates.
  func polarChange(
    _ weights: [Double], groups: PatternGroups, stop: StopSignal
  ) throws(CoreError) -> Change? {
    let largest = weights.max() ?? 0
    guard largest > 0 else {
      let none = Matrix(rows: problem.points, columns: groups.groups.count)
      return Change(coefficients: none, preactivations: none)
    }
    let roots = groups.groups.map { Double($0.members.count).squareRoot() }
    let columns = columns(weights.map { $0 / largest }, groups: groups)
      .scalingColumns(by: roots)
    guard let root = try inverseRoot(columns, stop: stop) else { return nil }
    let coefficients = LinearAlgebra.product(columns, root)
      .scalingColumns(by: roots.map { 1 / $0 })
    guard coefficients.storage.allSatisfy(\.isFinite) else { return nil }
    let products = try problem.gramProduct(coefficients, stop: stop)
    return Change(coefficients: coefficients, preactivations: products)
  }

  /// U diag(1/s) Uᵀ for AᵀX = U diag(s) Vᵀ (g×g), without those s that count as 0.
  private func inverseRoot(
    _ columns: Matrix, stop: StopSignal
  ) throws(CoreError) -> Matrix? {
    let size = columns.columns * problem.design.points.columns
    let points = problem.design.points
    let find = { @Sendable () -> LeftSingularVectors? in
      LeftSingularVectors(of: LinearAlgebra.product(columns, points, .first))
    }
    let system =
      size < Abandonable.leastSize
      ? find() : try Abandonable.run(size: size, stop: stop) { _ throws(CoreError) in find() }
    // It is 0 where no neuron sees a point that has weight.
    guard let system, let largest = system.values.first else { return nil }
    let inverses = system.values.map { $0 > Self.leastShare * largest ? 1 / $0 : 0 }
    return LinearAlgebra.product(
      system.vectors.scalingColumns(by: inverses), system.vectors, .second)
  }
}
