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

  /// The derivatives of the loss at one place: u, and v, D₂, D₃, each times S₀eˣ (n, in lanes). Their memory serves the next place, too.
  struct LossDerivatives {
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

  /// Derivatives that are not computed yet.
  var noLossDerivatives: LossDerivatives {
    LossDerivatives(
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
    _ ofLoss: inout LossDerivatives
  ) throws(CoreError) {
    try uncorrected(x, c, into: result, &ofLoss)
    if terms == .flow { return }
    try addCorrections(steps: Double.exp(x + logScale), to: result, &ofLoss)
  }

  /// S₀eˣv alone.
  func uncorrected(
    _ x: Double, _ c: UnsafePointer<Lanes>, into result: UnsafeMutablePointer<Lanes>,
    _ ofLoss: inout LossDerivatives
  ) throws(CoreError) {
    try differentiateLoss(x, c, &ofLoss)
    for i in zeros.indices { result[i] = ofLoss.first[i] }
  }

  /// v, D₂ and D₃ at (x, c).
  func differentiateLoss(
    _ x: Double, _ c: UnsafePointer<Lanes>, _ ofLoss: inout LossDerivatives
  ) throws(CoreError) {
    try stop.check()
    tiles.addProduct(c, to: baseLanes, into: &ofLoss.margins)
    formulas.fill(&ofLoss, timesExpOf: Lanes(repeating: x + logScale + logRate))
  }

  /// The terms beyond v; with derivatives times S = S₀eˣ, a product of j of them is divided by S^{j−1}.
  private func addCorrections(
    steps: Double, to result: UnsafeMutablePointer<Lanes>, _ ofLoss: inout LossDerivatives
  ) throws(CoreError) {
    let inverse = Lanes(repeating: 1 / steps)
    try product(ofLoss.first, into: &ofLoss.k1)
    for i in zeros.indices {
      ofLoss.k1[i] *= inverse
      result[i] += 0.5 * ofLoss.second[i] * ofLoss.k1[i]
    }
    if terms < .third { return }
    for i in zeros.indices { ofLoss.work[i] = -ofLoss.second[i] * ofLoss.k1[i] }
    try product(ofLoss.work, into: &ofLoss.k2)
    for i in zeros.indices {
      ofLoss.k2[i] *= inverse
      let (k1, k2) = (ofLoss.k1[i], ofLoss.k2[i])
      result[i] -= ofLoss.third[i] * k1 * k1 / 12 + ofLoss.second[i] * k2 / 3
    }
    if terms < .fourth { return }
    try addFourthTerm(inverse: inverse, to: result, &ofLoss)
  }

  private func addFourthTerm(
    inverse: Lanes, to result: UnsafeMutablePointer<Lanes>, _ ofLoss: inout LossDerivatives
  ) throws(CoreError) {
    for i in zeros.indices {
      let (k1, k2) = (ofLoss.k1[i], ofLoss.k2[i])
      ofLoss.work[i] = ofLoss.third[i] * k1 * k1 / 12 + ofLoss.second[i] * k2 / 4
    }
    var image = zeros
    try product(ofLoss.work, into: &image)
    for i in image.indices {
      result[i] +=
        ofLoss.third[i] * ofLoss.k1[i] * ofLoss.k2[i] / 12 - ofLoss.second[i] * image[i] * inverse
    }
  }

  /// The truncation error at (0, 0), with all terms, decides whether a leap may begin.
  struct Truncation {
    /// max k₁ = max Kv, per step.
    let largestMove: Double
    /// ‖K f₄‖∞, per step.
    let fourthTerm: Double
    let ofLoss: LossDerivatives
  }

  func truncation() throws(CoreError) -> Truncation {
    var whole = self
    whole.terms = .fourth
    var (sum, ofLoss) = (zeros, noLossDerivatives)
    try whole.derivative(0, zeros, into: &sum, &ofLoss)
    let inverse = Double.exp(-logScale)
    var fourth = zeros
    try addFourthTerm(inverse: Lanes(repeating: inverse), to: &fourth, &ofLoss)
    var image = zeros
    try product(fourth, into: &image)
    return Truncation(
      largestMove: ofLoss.k1.reduce(0) { max($0, $1.max()) },
      fourthTerm: image.largestMagnitude * inverse, ofLoss: ofLoss)
  }

  /// max |Kv| at (x, 0), per step.
  func largestMove(at x: Double) throws(CoreError) -> Double {
    var (image, ofLoss) = (zeros, noLossDerivatives)
    try differentiateLoss(x, zeros, &ofLoss)
    try product(ofLoss.first, into: &image)
    return image.largestMagnitude * Double.exp(-x - logScale)
  }

  /// √D₂ᵀ(√D₂K√D₂)√D₂/‖√D₂‖² ≤ λmax(√D₂K√D₂).
  func rayleighQuotient(_ ofLoss: LossDerivatives) throws(CoreError) -> Double {
    var image = zeros
    try product(ofLoss.second, into: &image)
    var product = Lanes.zero
    var square = Lanes.zero
    for i in image.indices {
      product += ofLoss.second[i] * image[i]
      square += ofLoss.second[i]
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
