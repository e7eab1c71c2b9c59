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
final class ModifiedEquation {
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
  /// u where rates were last computed.
  private(set) var margins: [Lanes]
  private(set) var rates: Rates
  private var k1: [Lanes]
  private var k2: [Lanes]
  private var work: [Lanes]
  private let zeros: [Lanes]

  /// v, D₂, D₃ at one state, each times S₀eˣ (n, in lanes).
  struct Rates {
    var first: [Lanes]
    var second: [Lanes]
    var third: [Lanes]
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
    margins = zeros
    k1 = zeros
    k2 = zeros
    work = zeros
    rates = Rates(first: zeros, second: zeros, third: zeros)
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
    _ x: Double, _ c: UnsafePointer<Lanes>, into result: UnsafeMutablePointer<Lanes>
  ) throws(CoreError) {
    try uncorrected(x, c, into: result)
    if terms == .flow { return }
    try addCorrections(steps: Double.exp(x + logScale), to: result)
  }

  /// S₀eˣv alone.
  func uncorrected(
    _ x: Double, _ c: UnsafePointer<Lanes>, into result: UnsafeMutablePointer<Lanes>
  ) throws(CoreError) {
    try stop.check()
    tiles.addProduct(c, to: baseLanes, into: &margins)
    formulas.fill(&rates, margins, timesExpOf: Lanes(repeating: x + logScale + logRate))
    for i in margins.indices { result[i] = rates.first[i] }
  }

  /// The terms beyond v; with rates times S = S₀eˣ, a product of j rates is divided by S^{j−1}.
  private func addCorrections(
    steps: Double, to result: UnsafeMutablePointer<Lanes>
  ) throws(CoreError) {
    let inverse = Lanes(repeating: 1 / steps)
    try product(rates.first, into: &k1)
    for i in k1.indices {
      k1[i] *= inverse
      result[i] += 0.5 * rates.second[i] * k1[i]
    }
    if terms < .third { return }
    for i in work.indices { work[i] = -rates.second[i] * k1[i] }
    try product(work, into: &k2)
    for i in k2.indices {
      k2[i] *= inverse
      result[i] -= rates.third[i] * k1[i] * k1[i] / 12 + rates.second[i] * k2[i] / 3
    }
    if terms < .fourth { return }
    try addFourthTerm(inverse: inverse, to: result)
  }

  private func addFourthTerm(
    inverse: Lanes, to result: UnsafeMutablePointer<Lanes>
  ) throws(CoreError) {
    for i in work.indices {
      work[i] = rates.third[i] * k1[i] * k1[i] / 12 + rates.second[i] * k2[i] / 4
    }
    var image = zeros
    try product(work, into: &image)
    for i in image.indices {
      result[i] +=
        rates.third[i] * k1[i] * k2[i] / 12 - rates.second[i] * image[i] * inverse
    }
  }

  /// What decides whether a leap may begin at (0, 0): max k₁ = max Kv and ‖K f₄‖∞, per step.
  func truncation() throws(CoreError) -> (largestMove: Double, fourthTerm: Double) {
    var sum = zeros
    terms = .fourth
    try derivative(0, zeros, into: &sum)
    let inverse = Double.exp(-logScale)
    var fourth = zeros
    try addFourthTerm(inverse: Lanes(repeating: inverse), to: &fourth)
    var image = zeros
    try product(fourth, into: &image)
    let largestMove = k1.reduce(0) { max($0, $1.max()) }
    return (largestMove, image.largestMagnitude * inverse)
  }

  /// max |Kv| at (x, 0), per step.
  func largestMove(at x: Double) throws(CoreError) -> Double {
    var first = zeros
    try uncorrected(x, zeros, into: &first)
    var image = zeros
    try product(first, into: &image)
    return image.largestMagnitude * Double.exp(-x - logScale)
  }

  /// √D₂ᵀ(√D₂K√D₂)√D₂/‖√D₂‖² ≤ λmax(√D₂K√D₂), where rates were last computed.
  func rayleighQuotient() throws(CoreError) -> Double {
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
