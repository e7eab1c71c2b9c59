// SPDX-License-Identifier: Apache-2.0

/// One step of the explicit Runge–Kutta method of order 8(5,3) by Dormand and Prince, with its continuous extension of order 7
/// (Hairer, Nørsett, Wanner: Solving Ordinary Differential Equations I, II.5–6: DOP853).
final class DormandPrince {
  private let equation: ModifiedEquation
  private var stages: [[Lanes]]
  private var argument: [Lanes]
  /// Where stage 0 holds the derivative, if anywhere.
  private var knownPlace: Double?

  /// The last three serve the continuous extension only; stage 12 is the derivative at the end.
  private static let stageCount = 16

  init(_ equation: ModifiedEquation) {
    self.equation = equation
    let zeros = [Lanes](repeating: .zero, count: equation.tiles.tiles)
    stages = [[Lanes]](repeating: zeros, count: Self.stageCount)
    argument = zeros
  }

  struct Step {
    let value: [Lanes]
    /// Estimated local error (n).
    let error: [Lanes]
  }

  /// From (x, c) to x + h. From a place where the last step began or ended, the first stage is known already.
  func step(_ x: Double, _ c: [Lanes], _ h: Double) -> Step {
    if knownPlace != x { equation.derivative(x, c, into: &stages[0]) }
    knownPlace = x
    for stage in 1..<12 { evaluate(stage, x, c, h) }
    combine(Self.b, c, h)
    return Step(value: argument, error: errorEstimate(h))
  }

  private func evaluate(_ stage: Int, _ x: Double, _ c: [Lanes], _ h: Double) {
    combine(Self.a[stage], c, h)
    equation.derivative(x + Self.c[stage] * h, argument, into: &stages[stage])
  }

  /// What lies between the ends of the step just taken, by four evaluations more, one of which serves the next step.
  func interpolant(_ x: Double, _ c: [Lanes], _ h: Double, end value: [Lanes]) -> Interpolant {
    equation.derivative(x + h, value, into: &stages[12])
    for stage in 13..<16 { evaluate(stage, x, c, h) }
    var terms = [[Lanes]](repeating: c, count: 7)
    for i in value.indices {
      let change = value[i] - c[i]
      terms[0][i] = change
      terms[1][i] = h * stages[0][i] - change
      terms[2][i] = 2 * change - h * (stages[12][i] + stages[0][i])
    }
    for (row, weights) in Self.d.enumerated() {
      for i in value.indices {
        var sum = Lanes.zero
        for (stage, weight) in weights.enumerated() { sum += weight * stages[stage][i] }
        terms[3 + row][i] = h * sum
      }
    }
    stages.swapAt(0, 12)
    knownPlace = x + h
    return Interpolant(start: x, width: h, value: c, terms: terms)
  }

  /// argument = c + h Σ weights·stages.
  private func combine(_ weights: [Double], _ c: [Lanes], _ h: Double) {
    for i in argument.indices { argument[i] = c[i] }
    for (stage, weight) in weights.enumerated() where weight != 0 {
      let factor = Lanes(repeating: h * weight)
      for i in argument.indices {
        argument[i] = argument[i].addingProduct(factor, stages[stage][i])
      }
    }
  }

  /// Hairer's combination of the embedded errors of orders 5 and 3, which behaves like h⁸.
  private func errorEstimate(_ h: Double) -> [Lanes] {
    var fifth = [Lanes](repeating: .zero, count: argument.count)
    var square5 = 0.0
    var square3 = 0.0
    for i in fifth.indices {
      var five = Lanes.zero
      var three = Lanes.zero
      for stage in 0..<12 {
        five += Self.e5[stage] * stages[stage][i]
        three += Self.e3[stage] * stages[stage][i]
      }
      fifth[i] = five
      square5 += (five * five).sum()
      square3 += (three * three).sum()
    }
    if square5 == 0 { return fifth }
    let factor = h * (square5 / (square5 + 0.01 * square3)).squareRoot()
    return fifth.map { $0 * factor }
  }
}

/// c(x) over one step of `DormandPrince`, a polynomial of degree 7.
struct Interpolant {
  let start: Double
  let width: Double
  /// c at the start.
  let value: [Lanes]
  let terms: [[Lanes]]

  func value(at x: Double) -> [Lanes] {
    let s = (x - start) / width
    return value.indices.map { i in
      var sum = Lanes.zero
      for (power, term) in terms.enumerated().reversed() {
        sum = (sum + term[i]) * (power % 2 == 0 ? s : 1 - s)
      }
      return value[i] + sum
    }
  }
}
