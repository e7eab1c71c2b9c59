// SPDX-License-Identifier: Apache-2.0

extension Loss {
  /// −ℓ′ and ℓ at eight margins.
  @inline(__always)
  func rates(_ u: Lanes) -> (descent: Lanes, value: Lanes) {
    switch self {
    case .exponential:
      let e = SIMDMath.exp(-u)
      return (e, e)
    case .logistic:
      let isNegative = u .< 0
      let e = SIMDMath.exp((-u).replacing(with: u, where: isNegative))
      let numerator = e.replacing(with: 1, where: isNegative)
      let linear = Lanes.zero.replacing(with: -u, where: isNegative)
      return (numerator / (1 + e), linear + SIMDMath.logOnePlus(e))
    case .hinge:
      let isInside = u .< 1
      return (
        Lanes.zero.replacing(with: 1, where: isInside),
        Lanes.zero.replacing(with: 1 - u, where: isInside)
      )
    }
  }

  /// Σ ℓ(u_i), and −ℓ′(u_i) where somebody wants it (n).
  func total(_ margins: [Double], descents: inout [Double]) -> Double {
    descents.withUnsafeMutableBufferPointer { descents in
      total(margins) { descents.store($0, at: $1, $2) }
    }
  }

  /// Σ ℓ(u_i).
  func total(_ margins: [Double]) -> Double { total(margins) { _, _, _ in } }

  @inline(__always)
  private func total(_ margins: [Double], _ take: (Lanes, Int, Int) -> Void) -> Double {
    margins.withUnsafeBufferPointer { margins in
      var sum = Lanes.zero
      for i in stride(from: 0, to: margins.count, by: 8) {
        let width = min(8, margins.count - i)
        var u = margins.lanes(i, width)
        for lane in width..<8 { u[lane] = 1e300 }
        let rates = rates(u)
        sum += rates.value
        take(rates.descent, i, width)
      }
      return sum.sum()
    }
  }
}
