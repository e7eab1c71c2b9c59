// SPDX-License-Identifier: Apache-2.0

/// One step of the explicit Runge–Kutta method of order 8(5,3) by Dormand and Prince, with its continuous extension of order 7
/// (Hairer, Nørsett, Wanner: Solving Ordinary Differential Equations I, II.5–6: DOP853).
///
/// It owns the memory of its stages, which no copy can share.
struct DormandPrince: ~Copyable {
  private let equation: ModifiedEquation
  private let tiles: Int
  /// The stages, one after the other; each is written before it is read.
  private let stages: UnsafeMutablePointer<Lanes>
  private var argument: [Lanes]
  private var ofLoss: ModifiedEquation.LossDerivatives
  /// The place whose derivative stage 0 holds; `nil` where it holds none.
  private var knownPlace: Double?

  /// The last three serve the continuous extension only; stage 12 is the derivative at the end.
  private static let stageCount = 16

  /// - Parameter known: the derivative at the place where the first step begins; `nil` where it is to be computed.
  init(_ equation: ModifiedEquation, known: Derivative? = nil) {
    self.equation = equation
    tiles = equation.tiles.tiles
    stages = .allocate(capacity: Self.stageCount * tiles)
    argument = equation.zeros
    ofLoss = equation.noLossDerivatives
    knownPlace = known?.place
    if let known { for i in 0..<tiles { stages[i] = known.value[i] } }
  }

  deinit { stages.deallocate() }

  /// dc/dx at some place.
  struct Derivative {
    let place: Double
    let value: [Lanes]
  }

  struct Step {
    let value: [Lanes]
    /// The differences from the embedded methods of orders 5 and 3 (n each).
    let fifth: [Lanes]
    let third: [Lanes]
  }

  /// The derivative at the place where the next step begins; `nil` where it is not known.
  var derivative: Derivative? {
    knownPlace.map { Derivative(place: $0, value: (0..<tiles).map { stages[$0] }) }
  }

  /// Takes a step from (x, c) to x + h. At a place where the last step began or ended, the first stage is known already.
  ///
  /// - Parameter history: where the stages inside the step read the equation's corrections off; `nil` to compute them.
  mutating func step(
    _ x: Double, _ c: [Lanes], _ h: Double, history: CorrectionHistory? = nil
  ) throws(CoreError) -> Step {
    if knownPlace != x { try equation.derivative(x, c, into: stages, &ofLoss) }
    knownPlace = x
    for stage in 1..<12 {
      combine(Self.a[stage], c, h)
      let place = x + Self.c[stage] * h
      let result = stages + stage * tiles
      if let history {
        try equation.uncorrected(place, argument, into: result, &ofLoss)
        history.add(at: place, to: result)
      } else {
        try equation.derivative(place, argument, into: result, &ofLoss)
      }
    }
    combine(Self.b, c, h)
    return Step(
      value: argument, fifth: argument.indices.map { h * combination(Self.e5, at: $0) },
      third: argument.indices.map { h * combination(Self.e3, at: $0) })
  }

  /// What the equation adds to S₀eˣv at (x, c), where the next step begins.
  mutating func correction(_ x: Double, _ c: [Lanes]) throws(CoreError) -> [Lanes] {
    try equation.derivative(x, c, into: stages, &ofLoss)
    knownPlace = x
    return (0..<tiles).map { stages[$0] - ofLoss.first[$0] }
  }

  /// What lies between the ends of the step just taken, by four evaluations more, one of which serves the next step.
  mutating func interpolant(
    _ x: Double, _ c: [Lanes], _ h: Double, end value: [Lanes]
  ) throws(CoreError) -> Interpolant {
    try equation.derivative(x + h, value, into: stages + 12 * tiles, &ofLoss)
    for stage in 13..<16 {
      combine(Self.a[stage], c, h)
      try equation.derivative(
        x + Self.c[stage] * h, argument, into: stages + stage * tiles, &ofLoss)
    }
    let degree = 3 + Self.d.count
    var terms: [Lanes] = []
    terms.reserveCapacity(degree * tiles)
    for i in value.indices {
      let change = value[i] - c[i]
      let (first, last) = (stages[i], stages[12 * tiles + i])
      var nested = [change, h * first - change, 2 * change - h * (last + first)]
      for weights in Self.d { nested.append(h * combination(weights, at: i)) }
      terms += Self.powers(of: nested)
    }
    for i in 0..<tiles { stages[i] = stages[12 * tiles + i] }
    knownPlace = x + h
    return Interpolant(start: x, width: h, degree: degree, terms: terms)
  }

  /// The coefficients of s, s², … in s(t₀ + (1 − s)(t₁ + s(t₂ + (1 − s)(t₃ + …)))).
  private static func powers(of nested: [Lanes]) -> [Lanes] {
    var powers = [Lanes](repeating: .zero, count: nested.count + 1)
    for (level, term) in nested.enumerated().reversed() {
      powers[0] += term
      for k in (1..<powers.count).reversed() {
        powers[k] = level % 2 == 0 ? powers[k - 1] : powers[k] - powers[k - 1]
      }
      if level % 2 == 0 { powers[0] = .zero }
    }
    return Array(powers.dropFirst())
  }

  /// argument = c + h Σ weights·stages.
  private mutating func combine(_ weights: [Double], _ c: [Lanes], _ h: Double) {
    for i in argument.indices { argument[i] = c[i] + h * combination(weights, at: i) }
  }

  /// Σ weights·stages, eight entries of it.
  @inline(__always)
  private func combination(_ weights: [Double], at i: Int) -> Lanes {
    var sum = Lanes.zero
    for (stage, weight) in weights.enumerated() {
      sum.addProduct(weight, stages[stage * tiles + i])
    }
    return sum
  }
}

extension DormandPrince.Step {
  /// By what Hairer's combination of the embedded errors, which behaves like h⁸ where all of the motion is smooth over the step, is smaller
  /// than that of order 5.
  var smoothShare: Double {
    let square5 = fifth.reduce(0) { $0 + ($1 * $1).sum() }
    let square3 = third.reduce(0) { $0 + ($1 * $1).sum() }
    return square5 > 0 ? (square5 / (square5 + 0.01 * square3)).squareRoot() : 1
  }
}
