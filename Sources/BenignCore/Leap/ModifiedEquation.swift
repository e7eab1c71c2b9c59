// SPDX-License-Identifier: Apache-2.0

import Concurrency
import RealModule

/// The differential equation that gradient descent in a fixed pattern follows (backward error analysis), in logarithmic time.
///
/// With v = −αℓ′(u), D₂ = αℓ″, D₃ = αℓ‴, k₁ = Kv, k₂ = −K(D₂k₁) and u = u₀ + Kc, after s steps
///
///     dc/ds = v + ½D₂k₁ − (1/12)D₃k₁² − ⅓D₂k₂ + f₄
///     f₄ = (1/12)D₃k₁k₂ − D₂·K((1/12)D₃k₁² + ¼D₂k₂)
///
/// and dc/dx = S₀eˣ dc/ds for x = ln(1 + s/S₀). Gradient flow is the same equation with v alone and s its time.
/// Whatever takes a product with K throws `.interrupted`, asked for before each.
struct ModifiedEquation {
  /// How many terms are worth their cost: each next one is smaller by a factor of max k₁.
  enum Terms: Int, Comparable {
    case flow = 1
    case second
    case third
    case fourth

    static func < (a: Terms, b: Terms) -> Bool { a.rawValue < b.rawValue }

    /// Without the last one.
    var fewer: Terms? { Terms(rawValue: rawValue - 1) }
  }

  let kernel: Matrix
  let formulas: any SmoothLossFormulas.Type
  /// ln α, the reduction's 1/n included.
  let logRate: Double
  /// ln S₀.
  let logScale: Double
  var terms = Terms.fourth
  /// u(0) of the present stretch (n).
  var base: [Double] {
    didSet { baseLanes = LaneVector(base, padding: Self.farMargin).lanes }
  }
  /// Each product with K in tiles; padded lanes have a margin at which nothing descends.
  let tiles: SymmetricTiles
  private static let farMargin = 1e300

  private let stop: StopSignal
  private var baseLanes: [Lanes]
  /// c = 0.
  let zeros: [Lanes]

  /// The rates at one place: u, and v, D₂, D₃, each times S₀eˣ (n, in lanes). Their memory serves the next place, too.
  struct Rates {
    fileprivate(set) var margins: [Lanes]
    var first: [Lanes]
    var second: [Lanes]
    var third: [Lanes]
    fileprivate var k1: [Lanes]
    fileprivate var k2: [Lanes]
    fileprivate var work: [Lanes]
  }

  init(
    tiles: SymmetricTiles, kernel: Matrix, formulas: any SmoothLossFormulas.Type, logRate: Double,
    logScale: Double,
    stop: StopSignal
  ) {
    (self.kernel, self.tiles, self.formulas) = (kernel, tiles, formulas)
    (self.logRate, self.logScale, self.stop) = (logRate, logScale, stop)
    base = [Double](repeating: 0, count: tiles.order)
    zeros = [Lanes](repeating: .zero, count: tiles.tiles)
    baseLanes = zeros
  }

  /// Rates that are not computed yet.
  var noRates: Rates {
    Rates(
      margins: zeros, first: zeros, second: zeros, third: zeros, k1: zeros, k2: zeros, work: zeros)
  }

  var order: Int { base.count }

  /// K x, both in as many lanes as `tiles` has.
  func product(
    _ x: UnsafePointer<Lanes>, into image: UnsafeMutablePointer<Lanes>
  ) throws(CoreError) {
    try stop.check()
    tiles.addProduct(x, to: zeros, into: image)
  }

  /// dc/dx at (x, c), in lanes.
  func derivative(
    _ x: Double, _ c: UnsafePointer<Lanes>, into result: UnsafeMutablePointer<Lanes>,
    _ rates: inout Rates
  ) throws(CoreError) {
    try uncorrected(x, c, into: result, &rates)
    if terms == .flow { return }
    try addCorrections(steps: Double.exp(x + logScale), to: result, &rates)
  }

  /// S₀eˣv alone.
  func uncorrected(
    _ x: Double, _ c: UnsafePointer<Lanes>, into result: UnsafeMutablePointer<Lanes>,
    _ rates: inout Rates
  ) throws(CoreError) {
    try computeRates(x, c, &rates)
    for i in zeros.indices { result[i] = rates.first[i] }
  }

  /// v, D₂ and D₃ at (x, c).
  func computeRates(
    _ x: Double, _ c: UnsafePointer<Lanes>, _ rates: inout Rates
  ) throws(CoreError) {
    try stop.check()
    tiles.addProduct(c, to: baseLanes, into: &rates.margins)
    formulas.fill(&rates, timesExpOf: Lanes(repeating: x + logScale + logRate))
  }

  /// The terms beyond v; with rates times S = S₀eˣ, a product of j rates is divided by S^{j−1}.
  private func addCorrections(
    steps: Double, to result: UnsafeMutablePointer<Lanes>, _ rates: inout Rates
  ) throws(CoreError) {
    let inverse = Lanes(repeating: 1 / steps)
    try product(rates.first, into: &rates.k1)
    for i in zeros.indices {
      rates.k1[i] *= inverse
      result[i] += 0.5 * rates.second[i] * rates.k1[i]
    }
    if terms < .third { return }
    for i in zeros.indices { rates.work[i] = -rates.second[i] * rates.k1[i] }
    try product(rates.work, into: &rates.k2)
    for i in zeros.indices {
      rates.k2[i] *= inverse
      let (k1, k2) = (rates.k1[i], rates.k2[i])
      result[i] -= rates.third[i] * k1 * k1 / 12 + rates.second[i] * k2 / 3
    }
    if terms < .fourth { return }
    try addFourthTerm(inverse: inverse, to: result, &rates)
  }

  private func addFourthTerm(
    inverse: Lanes, to result: UnsafeMutablePointer<Lanes>, _ rates: inout Rates
  ) throws(CoreError) {
    for i in zeros.indices {
      let (k1, k2) = (rates.k1[i], rates.k2[i])
      rates.work[i] = rates.third[i] * k1 * k1 / 12 + rates.second[i] * k2 / 4
    }
    var image = zeros
    try product(rates.work, into: &image)
    for i in image.indices {
      result[i] +=
        rates.third[i] * rates.k1[i] * rates.k2[i] / 12 - rates.second[i] * image[i] * inverse
    }
  }

  /// The truncation error at (0, 0), with all terms, decides whether a leap may begin.
  struct Truncation {
    /// max k₁ = max Kv, per step.
    let largestMove: Double
    /// ‖K f₄‖∞, per step.
    let fourthTerm: Double
    let rates: Rates
  }

  func truncation() throws(CoreError) -> Truncation {
    var whole = self
    whole.terms = .fourth
    var (sum, rates) = (zeros, noRates)
    try whole.derivative(0, zeros, into: &sum, &rates)
    let inverse = Double.exp(-logScale)
    var fourth = zeros
    try addFourthTerm(inverse: Lanes(repeating: inverse), to: &fourth, &rates)
    var image = zeros
    try product(fourth, into: &image)
    return Truncation(
      largestMove: rates.k1.reduce(0) { max($0, $1.max()) },
      fourthTerm: image.largestMagnitude * inverse, rates: rates)
  }

  /// max |Kv| at (x, 0), per step.
  func largestMove(at x: Double) throws(CoreError) -> Double {
    var (image, rates) = (zeros, noRates)
    try computeRates(x, zeros, &rates)
    try product(rates.first, into: &image)
    return image.largestMagnitude * Double.exp(-x - logScale)
  }

  /// √D₂ᵀ(√D₂K√D₂)√D₂/‖√D₂‖² ≤ λmax(√D₂K√D₂).
  func rayleighQuotient(_ rates: Rates) throws(CoreError) -> Double {
    var image = zeros
    try product(rates.second, into: &image)
    var product = Lanes.zero
    var square = Lanes.zero
    for i in image.indices {
      product += rates.second[i] * image[i]
      square += rates.second[i]
    }
    return square.sum() > 0 ? product.sum() / square.sum() : 0
  }
}

extension [Lanes] {
  /// max |x_i|; infinite where an entry is not a number.
  var largestMagnitude: Double {
    reduce(0) { largest, lanes in
      let size = lanes.replacing(with: -lanes, where: lanes .< 0)
      return size.sum().isNaN ? .infinity : Swift.max(largest, size.max())
    }
  }
}
