// SPDX-License-Identifier: Apache-2.0

import RealModule

/// The differential equation that gradient descent in a fixed pattern follows (backward error analysis), in logarithmic time.
///
/// With v = −αℓ′(u), D₂ = αℓ″, D₃ = αℓ‴, k₁ = Kv, k₂ = −K(D₂k₁) and u = u₀ + Kc, after s steps
///
///     dc/ds = v + ½D₂k₁ − (1/12)D₃k₁² − ⅓D₂k₂ + f₄
///     f₄ = (1/12)D₃k₁k₂ − D₂·K((1/12)D₃k₁² + ¼D₂k₂)
///
/// and dc/dx = S₀eˣ dc/ds for x = ln(1 + s/S₀). Gradient flow is the same equation with v alone and s its time.
final class ModifiedEquation {
  /// How many terms are worth their cost: each next one is smaller by a factor of max k₁.
  enum Terms: Int, Comparable {
    case flow = 1
    case second
    case third
    case fourth

    static func < (a: Terms, b: Terms) -> Bool { a.rawValue < b.rawValue }
  }

  let kernel: Matrix
  let loss: Loss
  /// ln α, the reduction's 1/n included.
  let logRate: Double
  /// ln S₀.
  let logScale: Double
  var terms: Terms
  /// u(0) of the present stretch (n).
  var base: [Double]
  private(set) var evaluations = 0

  private var margins: [Double]
  private(set) var rates: Rates
  private var k1: [Double]
  private var k2: [Double]
  private var work: [Double]
  private let zeros: [Double]

  /// v, D₂, D₃ at one state, each times S₀eˣ (n).
  struct Rates {
    var first: [Double]
    var second: [Double]
    var third: [Double]
  }

  init(kernel: Matrix, loss: Loss, logRate: Double, logScale: Double, terms: Terms, base: [Double])
  {
    self.kernel = kernel
    self.loss = loss
    self.logRate = logRate
    self.logScale = logScale
    self.terms = terms
    self.base = base
    zeros = [Double](repeating: 0, count: base.count)
    margins = base
    k1 = zeros
    k2 = zeros
    work = zeros
    rates = Rates(first: zeros, second: zeros, third: zeros)
  }

  var order: Int { base.count }

  /// dc/dx at (x, c).
  func derivative(_ x: Double, _ c: [Double], into result: inout [Double]) {
    evaluations += 1
    LinearAlgebra.addSymmetricProduct(kernel, c, to: base, into: &margins)
    computeRates(exponent: x + logScale + logRate)
    for i in result.indices { result[i] = rates.first[i] }
    if terms == .flow { return }
    addCorrections(steps: Double.exp(x + logScale), to: &result)
  }

  /// S₀eˣ·(v, D₂, D₃), every product formed in one exponent.
  private func computeRates(exponent: Double) {
    switch loss {
    case .exponential:
      for i in margins.indices {
        let value = Double.exp(exponent - margins[i])
        rates.first[i] = value
        rates.second[i] = value
        rates.third[i] = -value
      }
    case .logistic:
      for i in margins.indices {
        let u = margins[i]
        let e = Double.exp(-abs(u))
        let value = Double.exp(exponent - max(u, 0) - Double.log(onePlus: e))
        rates.first[i] = value
        rates.second[i] = value * (u > 0 ? 1 : e) / (1 + e)
        rates.third[i] = -Double.tanh(u / 2) * rates.second[i]
      }
    case .hinge:
      preconditionFailure("the hinge loss has no modified equation")
    }
  }

  /// The terms beyond v; with rates times S = S₀eˣ, a product of j rates is divided by S^{j−1}.
  private func addCorrections(steps: Double, to result: inout [Double]) {
    let inverse = 1 / steps
    LinearAlgebra.addSymmetricProduct(kernel, rates.first, to: zeros, into: &k1)
    for i in k1.indices { k1[i] *= inverse }
    for i in result.indices { result[i] += 0.5 * rates.second[i] * k1[i] }
    if terms < .third { return }
    for i in work.indices { work[i] = -rates.second[i] * k1[i] }
    LinearAlgebra.addSymmetricProduct(kernel, work, to: zeros, into: &k2)
    for i in result.indices {
      k2[i] *= inverse
      result[i] -= rates.third[i] * k1[i] * k1[i] / 12 + rates.second[i] * k2[i] / 3
    }
    if terms < .fourth { return }
    let fourth = fourthTerm(inverse: inverse)
    for i in result.indices { result[i] += fourth[i] }
  }

  private func fourthTerm(inverse: Double) -> [Double] {
    for i in work.indices {
      work[i] = rates.third[i] * k1[i] * k1[i] / 12 + rates.second[i] * k2[i] / 4
    }
    let product = LinearAlgebra.product(kernel, work)
    return rates.third.indices.map {
      rates.third[$0] * k1[$0] * k2[$0] / 12 - rates.second[$0] * product[$0] * inverse
    }
  }

  /// What decides whether a leap may begin at (0, 0): max k₁ = max Kv and ‖K f₄‖∞, per step.
  func truncation() -> (largestMove: Double, fourthTerm: Double) {
    var derivative = zeros
    terms = .fourth
    self.derivative(0, zeros, into: &derivative)
    let inverse = Double.exp(-logScale)
    let image = LinearAlgebra.product(kernel, fourthTerm(inverse: inverse))
    return (k1.max() ?? 0, image.reduce(0) { max($0, abs($1)) } * inverse)
  }
}
