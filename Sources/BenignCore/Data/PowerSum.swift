// SPDX-License-Identifier: Apache-2.0

import RealModule

/// Σ j^t over whole j, in time that does not depend on how many there are.
enum PowerSum {
  /// B_2k/(2k)! for k = 1, 2, …
  private static let coefficients = [
    1.0 / 12, -1.0 / 720, 1.0 / 30240, -1.0 / 1_209_600, 1.0 / 47_900_160,
    -691.0 / 1_307_674_368_000, 1.0 / 74_724_249_600,
  ]

  /// Σ (j/unit)^power for j = first … last, right to 1e-12 relative for |power| ≤ 100.
  ///
  /// The first terms are added one by one, the others by Euler's and Maclaurin's formula, whose terms then fall by (power/2πj)² each.
  /// - Parameters:
  ///   - first, last: whole numbers, 1 ≤ first ≤ last ≤ 2⁵³.
  ///   - unit: with `last` as the unit sums of large powers do not overflow.
  static func sum(
    power: Double, from first: Double, through last: Double, unit: Double = 1
  ) -> Double {
    let start = max(first, (64 + 4 * abs(power)).rounded())
    var head = 0.0
    var j = first
    while j < start, j <= last {
      head += Double.pow(j / unit, power)
      j += 1
    }
    return j > last ? head : head + tail(power: power, from: j, through: last, unit: unit)
  }

  private static func tail(
    power: Double, from first: Double, through last: Double, unit: Double
  ) -> Double {
    let low = Double.pow(first / unit, power)
    let high = Double.pow(last / unit, power)
    let span = Double.log(last / first)
    let growth = (power + 1) * span
    // From the end where the terms are largest, so that the exponential does not overflow.
    let start = growth > 0 ? last * high : first * low
    let share = growth == 0 ? 1 : -Double.expMinusOne(-abs(growth)) / abs(growth)
    var sum = start * span * share + 0.5 * (low + high)
    // The derivatives of order 2k − 1 at both ends.
    var atLow = power * low / first
    var atHigh = power * high / last
    for (index, coefficient) in coefficients.enumerated() {
      sum += coefficient * (atHigh - atLow)
      let order = Double(2 * index + 1)
      let factor = (power - order) * (power - order - 1)
      atLow *= factor / (first * first)
      atHigh *= factor / (last * last)
    }
    return sum
  }
}
