// SPDX-License-Identifier: Apache-2.0

/// How the points lie to each other, from the Gram matrix; `nil` for a single point.
struct PairwiseStatistics {
  /// min over i ≠ k of Z_ik = ỹ_iỹ_k⟨x_i, x_k⟩.
  let leastCorrelation: Double
  /// ν = n · max over i ≠ k of |⟨x_i, x_k⟩| / min ‖x_i‖².
  let orthogonality: Double

  init?(_ design: Design) {
    let n = design.count
    guard n > 1 else { return nil }
    var least = Double.infinity
    var largest = 0.0
    var shortest = Double.infinity
    for k in 0..<n {
      shortest = min(shortest, design.gram[k, k])
      for i in k + 1..<n {
        let product = design.gram[i, k]
        least = min(least, design.labels[i] * design.labels[k] * product)
        largest = max(largest, abs(product))
      }
    }
    // A product of −1 and 0 is −0.
    leastCorrelation = least + 0
    orthogonality = Double(n) * largest / shortest
  }

  /// ν; `nil` where inner products are beyond double precision, or where a point is the origin.
  var finiteOrthogonality: Double? { orthogonality.isFinite ? orthogonality : nil }
}

extension Design {
  /// Whether some point is the origin; its square is then 0, and not merely too small for a Double.
  var hasOrigin: Bool {
    (0..<count).contains { point in
      gram[point, point] == 0 && (0..<points.columns).allSatisfy { points[point, $0] == 0 }
    }
  }
}
