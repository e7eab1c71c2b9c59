// SPDX-License-Identifier: Apache-2.0

import RealModule

/// Taylor's series of gradient flow in a fixed pattern, in logarithmic time.
///
/// dc/dx = v = αS₀eˣ(−ℓ′(u)) with u = u₀ + Kc has a recurrence. With w = Kv = du/dx and h = ℓ″/(−ℓ′),
///
///     v′ = v − v∘g,   g = h∘w
///
/// and a loss tells the slope of its h; for the exponential loss h is 1. So each coefficient costs one product with K, how far the series may be followed is read off its last ones, and it can be
/// read anywhere on the way. It owns the memory of its coefficients, which no copy can share.
struct FlowSeries: ~Copyable {
  /// h of a loss, and the one quantity more that the slope of h may be made of.
  struct Decay {
    let h: Lanes
    let helper: Lanes

    @inline(__always)
    init(_ h: Lanes, helper: Lanes = .zero) {
      self.h = h
      self.helper = helper
    }
  }

  /// The coefficients of one power of x − start, at eight points, while a series is expanded.
  struct Known {
    fileprivate let table: Table
    fileprivate let power: Int
    fileprivate let place: Int

    /// The coefficient of w = du/dx.
    var w: Lanes { table.w[power * table.tiles + place] }
    /// The coefficient of g = h∘w.
    var g: Lanes { table.g[power * table.tiles + place] }

    /// The coefficient of h∘g.
    var hTimesG: Lanes { table.convolution(table.h, table.g, power, at: place) }
    /// The coefficient of the helper times g.
    var helperTimesG: Lanes { table.convolution(table.helper, table.g, power, at: place) }
  }

  /// The coefficients of the series, one after the other, in memory that the series owns; each is written before it is read.
  fileprivate struct Table {
    let tiles: Int
    let v: UnsafeMutablePointer<Lanes>
    let w: UnsafeMutablePointer<Lanes>
    /// If h is 1, g is w. Then neither h nor the helper, from which the slope of h is computed, is used.
    let h: UnsafeMutablePointer<Lanes>
    let g: UnsafeMutablePointer<Lanes>
    let helper: UnsafeMutablePointer<Lanes>

    /// Σ_j a_j b_{k−j}, eight entries of it.
    @inline(__always)
    func convolution(
      _ a: UnsafePointer<Lanes>, _ b: UnsafePointer<Lanes>, _ k: Int, at i: Int
    ) -> Lanes {
      var sum = Lanes.zero
      for j in 0...k { sum.addProduct(a[j * tiles + i], b[(k - j) * tiles + i]) }
      return sum
    }
  }

  /// Products with K cost in proportion to it, and a step is about 10^(−11/degree) of the series' radius.
  static let degree = 24
  /// No mode grows over a step of up to 10.3/decay rate; at 8, terms of up to e⁸ still cost three digits of sixteen.
  static let stability = 8.0

  private let equation: ModifiedEquation
  private let table: Table

  init(_ equation: ModifiedEquation) {
    self.equation = equation
    let size = Self.degree * equation.tiles.tiles
    let isConstant = equation.formulas.decay(.zero) == nil
    let storage = UnsafeMutablePointer<Lanes>.allocate(capacity: (isConstant ? 2 : 5) * size)
    let place = { (number: Int) in storage + (isConstant ? number % 2 : number) * size }
    table = Table(
      tiles: equation.tiles.tiles, v: storage, w: place(1), h: place(2), g: place(3),
      helper: place(4))
  }

  deinit { table.v.deallocate() }

  /// About (x, 0).
  mutating func expand(at x: Double) throws(CoreError) {
    let formulas = equation.formulas
    try formulas.expand(&self, at: x)
  }

  @inline(__always)
  fileprivate mutating func expand<Formulas: SmoothLossFormulas>(
    at x: Double, by formulas: Formulas.Type
  ) throws(CoreError) {
    let table = table
    let (tiles, v, w) = (table.tiles, table.v, table.w)
    let (h, helper, g) = (table.h, table.helper, table.g)
    var ofLoss = equation.noLossDerivatives
    try equation.uncorrected(x, equation.zeros, into: v, &ofLoss)
    var isConstant = true
    for i in 0..<tiles {
      guard let decay = formulas.decay(ofLoss.margins[i]) else { break }
      isConstant = false
      (h[i], helper[i]) = (decay.h, decay.helper)
    }
    for k in 0..<Self.degree {
      try equation.product(v + k * tiles, into: w + k * tiles)
      let next = k + 1
      let share = 1 / Double(next)
      for i in 0..<tiles {
        if !isConstant { g[k * tiles + i] = table.convolution(h, w, k, at: i) }
        if next == Self.degree { continue }
        v[next * tiles + i] = share * (v[k * tiles + i] - table.convolution(v, g, k, at: i))
        if !isConstant {
          let slopes = formulas.slopes(Known(table: table, power: k, place: i))
          h[next * tiles + i] = share * slopes.h
          helper[next * tiles + i] = share * slopes.helper
        }
      }
    }
  }

  /// The coefficient of (x − start)^power, power ≥ 1, in c and in u.
  func coefficient(_ power: Int) -> (sum: [Lanes], margin: [Lanes]) {
    let share = 1 / Double(power)
    let (tiles, v, w) = (table.tiles, table.v, table.w)
    let place = (power - 1) * tiles
    return (
      (0..<tiles).map { share * v[place + $0] }, (0..<tiles).map { share * w[place + $0] }
    )
  }

  /// c from `start`, where it was expanded, to `start` + `width`.
  func interpolant(from start: Double, width: Double) -> Interpolant {
    var terms: [Lanes] = []
    let (tiles, v) = (table.tiles, table.v)
    terms.reserveCapacity(Self.degree * tiles)
    for i in 0..<tiles {
      var scale = 1.0
      for power in 1...Self.degree {
        scale *= width
        terms.append(scale / Double(power) * v[(power - 1) * tiles + i])
      }
    }
    return Interpolant(start: start, width: width, degree: Self.degree, terms: terms)
  }
}

extension SmoothLossFormulas {
  static func expand(_ series: inout FlowSeries, at x: Double) throws(CoreError) {
    try series.expand(at: x, by: Self.self)
  }
}
