// SPDX-License-Identifier: Apache-2.0

import RealModule

/// The demand of the points of one observed label on a direction, in the limit of many points: √(E[(κ − s r c − ‖p⃗‖N)₊²]) ≤ √ψ x.
///
/// c is the coordinate of p⃗ along μ, x the one along a random direction of the label's own; s = ±1 is whether the label is right. The left side is convex and
/// homogeneous in κ and p⃗.
struct LawConstraint {
  /// Shares of all points: of this label, rightly and wrongly.
  let right, wrong: Double
  /// r = ‖μ‖/σ, and √ψ = √(p/n).
  let signal, root: Double
  /// κ > 0, the margin that is asked for.
  let margin: Double
  /// The coordinate of x: 1 or 2.
  let axis: Int
  /// Whether noise has a part along μ.
  let isAlongMean: Bool

  /// The left side minus the right one, ≤ 0 where the constraint is met, with its gradient and its second derivatives (columns).
  struct Value {
    var value: Double
    var gradient = SIMD4<Double>()
    var hessian = (SIMD4<Double>(), SIMD4<Double>(), SIMD4<Double>())
    /// The derivative by ‖p⃗‖, over ‖p⃗‖: how strongly the points resist a change of p⃗.
    var stiffness = 0.0
  }

  /// ‖p⃗‖ as noise meets it.
  func length(_ p: SIMD4<Double>) -> Double { noisy(p).length }

  private func noisy(_ p: SIMD4<Double>) -> SIMD4<Double> {
    isAlongMean ? p : SIMD4(0, p[1], p[2], 0)
  }

  /// The size of what is compared.
  func size(_ p: SIMD4<Double>) -> Double { margin + root * p.length }

  func slack(_ p: SIMD4<Double>) -> Double {
    let length = length(p)
    guard length > 0 else { return .infinity }
    var sum = 0.0
    for (sign, weight) in [(1.0, right), (-1.0, wrong)] where weight > 0 {
      let excess = NormalExcess((margin - sign * signal * p[0]) / length)
      sum += weight * length * length * excess.square
    }
    return sum.squareRoot() - root * p[axis]
  }

  /// p⃗ in its first three places.
  func value(_ p: SIMD4<Double>) -> Value {
    let length = length(p)
    let unit = noisy(p) / length
    let square = square(p[0], length)
    let norm = square.value.squareRoot()
    var result = Value(value: norm - root * p[axis])
    // Below this the left side and all that it changes are nothing beside the right one.
    if norm > 1e-140 {
      let first = square.first / (2 * norm)
      let products = SIMD3(first[0] * first[0], first[0] * first[1], first[1] * first[1])
      let second = square.second / (2 * norm) - products / norm
      let along = SIMD4<Double>(1, 0, 0, 0)
      result.gradient = first[0] * along + first[1] * unit
      result.stiffness = first[1] / length
      // F_cc eeᵀ + F_cρ(euᵀ + ueᵀ) + (F_ρρ − F_ρ/ρ)uuᵀ + F_ρ/ρ on the coordinates of noise.
      let radial = second[2] - result.stiffness
      func column(_ k: Int) -> SIMD4<Double> {
        var column =
          along * (second[0] * along[k] + second[1] * unit[k])
          + unit * (second[1] * along[k] + radial * unit[k])
        if k > 0 || isAlongMean { column[k] += result.stiffness }
        return column
      }
      result.hessian = (column(0), column(1), column(2))
    }
    result.gradient[axis] -= root
    return result
  }

  /// The square of the left side, its derivatives by c and ρ = ‖p⃗‖, and by cc, cρ and ρρ.
  private func square(
    _ c: Double, _ length: Double
  ) -> (value: Double, first: SIMD2<Double>, second: SIMD3<Double>) {
    var value = 0.0
    var first = SIMD2<Double>()
    var second = SIMD3<Double>()
    for (sign, weight) in [(1.0, right), (-1.0, wrong)] where weight > 0 {
      let t = (margin - sign * signal * c) / length
      let excess = NormalExcess(t)
      let slope = -sign * signal
      value += weight * length * length * excess.square
      first += 2 * weight * SIMD2(slope * length * excess.mean, length * excess.share)
      second +=
        2 * weight
        * SIMD3(
          slope * slope * excess.share, slope * excess.density, excess.share - t * excess.density)
    }
    return (value, first, second)
  }
}

extension SIMD4<Double> {
  var length: Double { (self * self).sum().squareRoot() }
}
