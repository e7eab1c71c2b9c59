// SPDX-License-Identifier: Apache-2.0

import RealModule

/// W(t) against a limit direction Ŵ, without cancellation however close they are.
///
/// With κ = ⟨W,Ŵ⟩/‖Ŵ‖² the part of W that is orthogonal to Ŵ has a square of its own, formed from differences of coefficients; so
/// 1 − cos comes from sin² = ‖W − κŴ‖²/‖W‖², not from a difference of nearly equal numbers.
struct Alignment {
  /// ‖W‖².
  let squaredNorm: Double
  /// ⟨W, Ŵ⟩/(‖W‖‖Ŵ‖), or `nil` where a norm is 0.
  let whole: Angle?
  let positive: Angle?
  let negative: Angle?

  /// An angle by its cosine's sign and its sine, which is exact where the angle is small.
  struct Angle {
    let cosine: Double
    let squaredSine: Double

    init?(product: Double, squaredNorms: Double, squaredSine: Double) {
      guard squaredNorms > 0 else { return nil }
      let sine = min(max(squaredSine, 0), 1)
      let magnitude = (1 - sine).squareRoot()
      cosine = product < 0 ? -magnitude : magnitude
      self.squaredSine = sine
    }

    /// 1 − cosine.
    var misalignment: Double {
      cosine >= 0 ? squaredSine / (1 + cosine) : 1 - cosine
    }

    /// The angle in radians.
    var radians: Double { Double.atan2(y: squaredSine.squareRoot(), x: cosine) }
  }

  init(of network: NetworkGeometry, with limit: LimitDirection) {
    let parts = network.signs.indices.map { Part(network.signs[$0], limit, sign: $0) }
    squaredNorm = parts[0].squaredNorm + parts[1].squaredNorm
    let product = parts[0].product + parts[1].product
    // Ŵ has length 1.
    let kappa = product
    // W_s − κ_sŴ_s is orthogonal to Ŵ_s, so another κ adds (κ − κ_s)²‖Ŵ_s‖².
    let square = parts.reduce(0) { sum, part in
      let shift = kappa - part.kappa
      return sum + part.orthogonalSquare + shift * shift * part.limitSquaredNorm
    }
    whole = Angle(
      product: product, squaredNorms: squaredNorm,
      squaredSine: square / squaredNorm)
    positive = parts[0].angle
    negative = parts[1].angle
  }

  /// The neurons of one sign.
  private struct Part {
    /// ‖W_s‖² and ‖Ŵ_s‖².
    let squaredNorm, limitSquaredNorm: Double
    /// ⟨W_s, Ŵ_s⟩ = ±m_s Σ_i β_i h̄_i.
    let product: Double
    /// κ_s = ⟨W_s, Ŵ_s⟩/‖Ŵ_s‖², 0 for Ŵ_s = 0.
    let kappa: Double
    /// ‖W_s − κ_sŴ_s‖² = Σ_j ‖w_j − w̄‖² + m_s‖w̄ ∓ κ_sp_s‖².
    let orthogonalSquare: Double

    init(
      _ geometry: SignGeometry, _ limit: LimitDirection, sign: Int
    ) {
      let outerSign: Double = sign == 0 ? 1 : -1
      let count = Double(geometry.count)
      squaredNorm = geometry.squaredNorm
      product = outerSign * count * LinearAlgebra.dot(limit.coefficients[sign], geometry.field)
      limitSquaredNorm = count * limit.squaredNorms[sign]
      kappa = limitSquaredNorm > 0 ? product / limitSquaredNorm : 0
      let distance = geometry.squaredDistance(
        toMultiple: kappa * outerSign, of: limit.coefficients[sign], products: limit.products[sign])
      orthogonalSquare = geometry.spread + count * distance
    }

    var angle: Angle? {
      guard squaredNorm > 0, limitSquaredNorm > 0 else { return nil }
      return Angle(
        product: product, squaredNorms: squaredNorm * limitSquaredNorm,
        squaredSine: orthogonalSquare / squaredNorm)
    }
  }
}

extension SignGeometry {
  /// ‖w̄ − c Σ_i β_i x_i‖² = ‖w̄(0)‖² + r·(h̄(0) + h̄ − cGβ) with r = b̄ − cβ.
  fileprivate func squaredDistance(
    toMultiple c: Double, of beta: [Double], products: [Double]
  ) -> Double {
    let square = LaneReader.read(coefficients, beta, field, products) {
      coefficients, beta, field, products in
      initialField.withUnsafeBufferPointer { initial in
        var square = Lanes.zero
        for i in stride(from: 0, to: initial.count, by: 8) {
          let width = min(8, initial.count - i)
          let rest = coefficients.lanes(i, width) - c * beta.lanes(i, width)
          let away = initial.lanes(i, width) + field.lanes(i, width)
          square.addProduct(rest, away - c * products.lanes(i, width))
        }
        return square.sum()
      }
    }
    return squaredInitial + square
  }
}
