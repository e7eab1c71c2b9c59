// SPDX-License-Identifier: Apache-2.0

import RealModule

/// W(t) against a limit direction Ŵ, without cancellation however close they are.
///
/// With κ = ⟨W,Ŵ⟩/‖Ŵ‖² the part of W that is orthogonal to Ŵ has the coefficients R_j = B_j − κa_jβ, and
/// ‖w_j − κŵ_j‖² = ‖w_j(0)‖² + R_j·(h_j(0) + h_j − κa_jGβ); so 1 − cos comes from sin² = ‖W − κŴ‖²/‖W‖², not from a difference.
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

    /// In radians.
    var radians: Double { Double.atan2(y: squaredSine.squareRoot(), x: cosine) }
  }

  init(
    of preactivations: Matrix, _ coefficients: Matrix, with limit: LimitDirection,
    in problem: TrainingProblem
  ) {
    let parts = problem.signRanges.indices.map { sign in
      Part(preactivations, coefficients, limit, problem, sign: sign)
    }
    squaredNorm = parts[0].squaredNorm + parts[1].squaredNorm
    let product = parts[0].product + parts[1].product
    let kappa = limit.squaredNorm > 0 ? product / limit.squaredNorm : 0
    // W_s − κ_sŴ_s is orthogonal to Ŵ_s, so another κ adds (κ − κ_s)²‖Ŵ_s‖².
    let square = parts.reduce(0) { sum, part in
      let shift = kappa - part.kappa
      return sum + part.orthogonalSquare + shift * shift * part.limitSquaredNorm
    }
    whole = Angle(
      product: product, squaredNorms: squaredNorm * limit.squaredNorm,
      squaredSine: square / squaredNorm)
    positive = parts[0].angle
    negative = parts[1].angle
  }

  /// The neurons of one sign.
  private struct Part {
    let preactivations: Matrix
    let coefficients: Matrix
    let limit: LimitDirection
    let problem: TrainingProblem
    let sign: Int
    /// Where the columns of these neurons lie in storage.
    let span: Range<Int>
    /// ‖W_s‖².
    let squaredNorm: Double
    /// ⟨W_s, Ŵ_s⟩ = Σ_j a_j Σ_i β_i h_ij.
    let product: Double
    /// κ_s = ⟨W_s, Ŵ_s⟩/‖Ŵ_s‖², 0 for Ŵ_s = 0.
    let kappa: Double
    let limitSquaredNorm: Double
    /// ‖W_s − κ_sŴ_s‖².
    private(set) var orthogonalSquare = 0.0

    init(
      _ preactivations: Matrix, _ coefficients: Matrix, _ limit: LimitDirection,
      _ problem: TrainingProblem, sign: Int
    ) {
      self.preactivations = preactivations
      self.coefficients = coefficients
      self.limit = limit
      self.problem = problem
      self.sign = sign
      let range = problem.signRanges[sign]
      let span = range.lowerBound * problem.points..<range.upperBound * problem.points
      self.span = span
      let b = coefficients.storage[span]
      let h = preactivations.storage[span]
      let initial = problem.initialSquaredNorms[range].reduce(0, +)
      let h0 = problem.initialPreactivations.storage[span]
      squaredNorm = max(initial + LinearAlgebra.dot(b, h0) + LinearAlgebra.dot(b, h), 0)
      let sums = preactivations.meanOfColumns(range)
      let product = LinearAlgebra.dot(limit.coefficients[sign], sums) * Double(range.count)
      let outer = problem.network.outerWeight
      self.product = product * outer * (sign == 0 ? 1 : -1)
      limitSquaredNorm = outer * outer * Double(range.count) * limit.squaredNorms[sign]
      kappa = limitSquaredNorm > 0 ? self.product / limitSquaredNorm : 0
      orthogonalSquare = squaredDistance(kappa)
    }

    var angle: Angle? {
      guard squaredNorm > 0, limitSquaredNorm > 0 else { return nil }
      return Angle(
        product: product, squaredNorms: squaredNorm * limitSquaredNorm,
        squaredSine: orthogonalSquare / squaredNorm)
    }

    /// ‖W_s − κŴ_s‖².
    private func squaredDistance(_ kappa: Double) -> Double {
      let shift = kappa * problem.network.outerWeight * (sign == 0 ? 1 : -1)
      let beta = limit.coefficients[sign].map { $0 * shift }
      let products = limit.products[sign].map { $0 * shift }
      let n = problem.points
      var residual = Array(coefficients.storage[span])
      var field = Array(preactivations.storage[span])
      residual.subtractFromColumns(beta)
      field.subtractFromColumns(products)
      let h0 = problem.initialPreactivations.storage[span]
      let initial = problem.initialSquaredNorms[span.lowerBound / n..<span.upperBound / n]
      return initial.reduce(0, +) + LinearAlgebra.dot(residual[...], h0)
        + LinearAlgebra.dot(residual, field)
    }
  }
}

extension [Double] {
  /// Subtracts a vector from each column of a matrix with as many rows.
  fileprivate mutating func subtractFromColumns(_ vector: [Double]) {
    let n = vector.count
    withUnsafeMutableBufferPointer { entries in
      vector.withUnsafeBufferPointer { vector in
        for start in stride(from: 0, to: entries.count, by: Swift.max(n, 1)) {
          for i in 0..<n { entries[start + i] -= vector[i] }
        }
      }
    }
  }
}
