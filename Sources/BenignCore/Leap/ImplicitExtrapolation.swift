// SPDX-License-Identifier: Apache-2.0

import Concurrency

/// Extrapolated linearly implicit Euler steps (Deuflhard; Hairer and Wanner: SEULEX) for stiff stretches.
///
/// With W = diag(S₀eˣD₂) the Jacobian is −WK. The system (I + hWK)Δ = hF is solved in symmetric form,
/// (I + h√WK√W)z = h√W⁻¹F with Δ = √Wz, which is positive definite for every h and every K.
struct ImplicitExtrapolation {
  static let columns = 7

  let equation: ModifiedEquation
  let stop: StopSignal

  struct Step {
    let value: [Lanes]
    let error: [Lanes]
  }

  /// Takes a step from (x, c) to x + h; `nil` where a system could not be solved.
  ///
  /// - Complexity: 7 Cholesky factorizations and 28 solves.
  func step(_ x: Double, _ c: [Lanes], _ h: Double) throws(CoreError) -> Step? {
    var ofLoss = equation.noLossDerivatives
    try equation.differentiateLoss(x, c, &ofLoss)
    let roots = ofLoss.second.values(equation.order).map { $0.squareRoot() }
    var rows: [[[Lanes]]] = []
    for count in 1...Self.columns {
      guard let value = try euler(x, c, h, steps: count, roots: roots) else { return nil }
      var row = [value]
      for column in 1..<count {
        let ratio = Double(count) / Double(count - column) - 1
        row.append(
          zip(row[column - 1], rows[count - 2][column - 1]).map { $0 + ($0 - $1) / ratio })
      }
      rows.append(row)
    }
    let last = rows[Self.columns - 1]
    let best = last[Self.columns - 1]
    return Step(value: best, error: zip(best, last[Self.columns - 2]).map { $0 - $1 })
  }

  private func euler(
    _ x: Double, _ c: [Lanes], _ h: Double, steps: Int, roots: [Double]
  ) throws(CoreError) -> [Lanes]? {
    let n = roots.count
    let part = h / Double(steps)
    var system = equation.kernel.scaled { roots[$0] * roots[$1] * part }
    for i in 0..<n { system[i, i] += 1 }
    guard let factor = try Cholesky(system, stop: stop) else { return nil }
    var value = c
    var (derivative, ofLoss) = (c, equation.noLossDerivatives)
    for k in 1...steps {
      try stop.check()
      try equation.derivative(x + Double(k) * part, value, into: &derivative, &ofLoss)
      let right = zip(roots, derivative.values(n)).map { $0 > 0 ? part * $1 / $0 : 0 }
      let change = LaneVector(zip(roots, factor.solve(right)).map { $0 * $1 }).lanes
      for i in value.indices { value[i] += change[i] }
    }
    return value
  }
}
