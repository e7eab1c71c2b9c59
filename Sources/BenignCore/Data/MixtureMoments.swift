// SPDX-License-Identifier: Apache-2.0

import RealModule

/// The moments hold what the closed forms need of Σ and μ. All of it is free of units, with the largest standard deviation of the noise, σ‖Σ‖^½, as the unit, so that nothing
/// over- or underflows unless the result does.
struct MixtureMoments: Sendable {
  /// ‖Σ‖, without σ².
  let largest: Double
  /// tr Σ/‖Σ‖ and tr Σ²/‖Σ‖².
  let trace, traceOfSquare: Double
  /// ‖μ‖/(σ‖Σ‖^½).
  let meanNorm: Double
  /// eᵀΣe/‖Σ‖ for e = μ/‖μ‖; 0 where noise is orthogonal to μ. And the largest λ_je_j²/‖Σ‖, where it is not: the share of one coordinate.
  let alongMean, largestAlongMean: Double
  /// √(μᵀΣ⁻¹μ)/σ; infinite where noise is orthogonal to μ ≠ 0.
  let bayesDistance: Double
  /// n‖μ‖²/tr Σ and n‖μ‖⁴/(‖Σ‖ tr Σ).
  let rho, signal: Double

  init(_ mixture: Mixture) {
    let spectrum = SpectralSums(mixture)
    let (mean, level) = (mixture.meanNorm, mixture.noiseLevel)
    largest = spectrum.largest
    trace = spectrum.trace
    traceOfSquare = spectrum.traceOfSquare
    meanNorm = WideProduct.quotient([mean], by: [level, spectrum.largest.squareRoot()])
    let n = Double(mixture.points)
    // ‖Σ‖ tr Σ/‖Σ‖ is tr Σ: so its digits are those of the sum.
    rho = WideProduct.quotient([n, mean, mean], by: [level, level, spectrum.largest, trace])
    signal = WideProduct.quotient(
      [n, mean, mean, mean, mean],
      by: [level, level, level, level, spectrum.largest, spectrum.largest, trace])
    if mixture.isOrthogonal {
      (alongMean, largestAlongMean) = (0, 0)
      bayesDistance = mean > 0 ? .infinity : 0
    } else {
      alongMean = spectrum.alongMean
      switch mixture.meanDirection {
      case .spread: largestAlongMean = 1 / mixture.dimension
      case .axis: largestAlongMean = alongMean
      }
      bayesDistance = mean == 0 ? 0 : spectrum.inverseRoot.scaled(by: [mean], over: [level])
    }
  }

  /// Whether all eigenvalues of Σ are equal.
  var isIsotropic: Bool { trace == traceOfSquare }

  /// (tr Σ)²/tr Σ²: of isotropic noise the dimension.
  var effectiveDimension: Double { trace * trace / traceOfSquare }
}

/// Products and quotients whose steps may lie beyond the range of a Double while the result does not.
struct WideProduct: Sendable {
  private var significand = 1.0
  private var exponent = 0

  mutating func multiply(by factor: Double) {
    let (significand, exponent) = Self.parts(of: factor)
    self.significand *= significand
    shift(by: exponent)
  }

  mutating func divide(by divisor: Double) {
    let (significand, exponent) = Self.parts(of: divisor)
    self.significand /= significand
    shift(by: -exponent)
  }

  /// A number as a significand times a power of two; 0, infinity and `nan`, whose exponents have no place among the integers, as themselves.
  private static func parts(of number: Double) -> (significand: Double, exponent: Int) {
    number != 0 && number.isFinite ? (number.significand, Int(number.exponent)) : (number, 0)
  }

  private mutating func shift(by count: Int) {
    exponent += count
    guard significand != 0, significand.isFinite else { return }
    exponent += Int(significand.exponent)
    significand = significand.significand
  }

  /// Infinite or 0 where it is too large or too small.
  var value: Double {
    guard significand != 0, significand.isFinite else { return significand }
    return Double(sign: .plus, exponent: min(max(exponent, -4000), 4000), significand: significand)
  }

  static func quotient(_ factors: [Double], by divisors: [Double]) -> Double {
    WideProduct().scaled(by: factors, over: divisors)
  }

  /// The product with more factors and divisors; it is rounded once if their products are exact.
  func scaled(by factors: [Double], over divisors: [Double]) -> Double {
    var product = self
    for factor in factors { product.multiply(by: factor) }
    var other = WideProduct()
    for divisor in divisors { other.multiply(by: divisor) }
    product.significand /= other.significand
    product.shift(by: -other.exponent)
    return product.value
  }
}

/// Sums over the spectrum of Σ, without σ², in time that does not depend on p; λ_j stands for λ_j/‖Σ‖ in all but `largest` and `inverseRoot`.
private struct SpectralSums {
  let largest: Double
  /// Σ λ_j and Σ λ_j².
  let trace, traceOfSquare: Double
  /// Σ e_j²λ_j for e = μ/‖μ‖.
  let alongMean: Double
  /// √(Σ e_j²/λ_j).
  let inverseRoot: WideProduct

  init(_ mixture: Mixture) {
    switch mixture.covariance.spectrum(dimension: mixture.dimension) {
    case .blocks(let blocks): self.init(blocks, shares: mixture.meanShares(of: blocks))
    case .powerLaw(let exponent): self.init(mixture, exponent: exponent)
    }
  }

  private init(_ blocks: [Covariance.Block], shares: [Double]) {
    let largest = blocks.map(\.eigenvalue).max() ?? 1
    let values = blocks.map { $0.eigenvalue / largest }
    self.largest = largest
    trace = zip(values, blocks).reduce(0) { $0 + $1.0 * $1.1.multiplicity }
    traceOfSquare = zip(values, blocks).reduce(0) { $0 + $1.0 * $1.0 * $1.1.multiplicity }
    alongMean = zip(values, shares).reduce(0) { $0 + $1.0 * $1.1 }
    let least = zip(blocks, shares).filter { $0.1 > 0 }.map(\.0.eigenvalue).min() ?? 1
    let sum = zip(blocks, shares).reduce(0) { $0 + $1.1 * (least / $1.0.eigenvalue) }
    var root = WideProduct()
    root.multiply(by: sum.squareRoot())
    root.divide(by: least.squareRoot())
    inverseRoot = root
  }

  private init(_ mixture: Mixture, exponent: Double) {
    let p = mixture.dimension
    largest = 1
    trace = PowerSum.sum(power: -exponent, from: 1, through: p)
    traceOfSquare = PowerSum.sum(power: -2 * exponent, from: 1, through: p)
    var root = WideProduct()
    let last: Double
    switch mixture.meanDirection {
    case .spread:
      alongMean = trace / p
      last = p
      root.multiply(
        by: (PowerSum.sum(power: exponent, from: 1, through: p, unit: p) / p).squareRoot())
    case .axis(let index):
      alongMean = Double.pow(index + 1, -exponent)
      last = index + 1
    }
    // j^{s/2} in eight parts, none of which overflows.
    for _ in 0..<8 { root.multiply(by: Double.pow(last, exponent / 16)) }
    inverseRoot = root
  }
}
