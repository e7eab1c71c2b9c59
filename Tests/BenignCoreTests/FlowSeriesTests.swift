// SPDX-License-Identifier: Apache-2.0

import Concurrency
import Glibc
import Testing

@testable import BenignCore

/// Gradient flow in a fixed pattern by its Taylor series.
struct FlowSeriesTests {
  private static func equation(
    _ kernel: Matrix, _ loss: Loss, base: [Double], logRate: Double = -2, logScale: Double = 2
  ) throws -> ModifiedEquation {
    var equation = ModifiedEquation(
      tiles: SymmetricTiles(kernel), kernel: kernel, formulas: try #require(loss.smoothFormulas),
      logRate: logRate,
      logScale: logScale, stop: .never)
    equation.base = base
    equation.terms = .flow
    return equation
  }

  private static func kernel(points n: Int) -> Matrix {
    var stream = RandomStream(seed: 3, purpose: .lines)
    var factor = Matrix(rows: n, columns: 3 * n)
    for index in factor.storage.indices {
      factor.storage[index] = 0.3 + stream.normal() / Double(3 * n).squareRoot()
    }
    var kernel = LinearAlgebra.gram(factor)
    // Its largest eigenvalue is about 1, as that of the equation is in the end.
    for index in kernel.storage.indices { kernel.storage[index] /= 6 * Double(n) }
    return kernel
  }

  @Test("one point's flow is a logarithm", arguments: [0, 3, 40.0])
  func onePoint(start: Double) throws {
    // On its way for long, and descending once in a unit of x.
    let (k, base) = (0.7, 0.4 + start)
    let equation = try Self.equation(
      Matrix(rows: 1, columns: 1, storage: [k]), .exponential, base: [base])
    var series = FlowSeries(equation)
    try series.expand(at: start)
    let width = 0.7
    let read = series.interpolant(from: start, width: width)
    for x in [0.1, 0.4, 0.9, 1].map({ start + $0 * width }) {
      // Time is S₀(eˣ − 1), and e^{kc} = 1 + k e^{−u₀}·(time).
      let time = exp(2.0) * (exp(x) - exp(start)) * exp(-2.0)
      let exact = log1p(k * exp(-base) * time) / k
      let found = read.value(at: x)[0][0]
      #expect(abs(found - exact) < 1e-11 * exact, "\(found) for \(exact) at \(x)")
    }
  }

  @Test(
    "the series leads where many steps of the Runge–Kutta method lead",
    arguments: Loss.smooth, [0, 4, 15.0])
  func agreesWithSteps(loss: Loss, start: Double) throws {
    let n = 19
    let equation = try Self.equation(
      Self.kernel(points: n), loss, base: (0..<n).map { Double($0 % 5) / 4 - 0.5 + start })
    var series = FlowSeries(equation)
    try series.expand(at: start)
    let width = 0.3
    let read = series.interpolant(from: start, width: width).value(at: start + width).values(n)
    var method = DormandPrince(equation)
    var c = [Lanes](repeating: .zero, count: equation.tiles.tiles)
    let count = 50
    for step in 0..<count {
      let h = width / Double(count)
      c = try method.step(start + Double(step) * h, c, h).value
    }
    for (series, steps) in zip(read, c.values(n)) {
      #expect(abs(series - steps) < 1e-13 * (1 + steps), "\(series) for \(steps)")
    }
  }

  @Test(
    "a stretch is as exact as it says, at its end and on the way",
    arguments: Loss.smooth, [1e-6, 1e-9, 1e-12])
  func estimatedError(loss: Loss, tolerance: Double) throws {
    let n = 30
    let kernel = Self.kernel(points: n)
    let equation = try Self.equation(kernel, loss, base: (0..<n).map { Double($0) / 40 })
    var integrator = LogTimeIntegrator(equation, tolerance: tolerance, stop: .never)
    let base = equation.base
    let segment = try #require(
      try integrator.segment(from: 0, to: 60, base: base, snap: { $0 }))
    #expect(segment.end > 0.2 && integrator.error <= tolerance, "\(segment.end)")
    let read = try #require(segment.interpolant)
    var method = DormandPrince(equation)
    var c = [Lanes](repeating: .zero, count: equation.tiles.tiles)
    let count = 40
    for step in 0..<count {
      let h = segment.end / Double(count)
      c = try method.step(Double(step) * h, c, h).value
      let away = zip(read.value(at: Double(step + 1) * h).values(n), c.values(n)).map { $0 - $1 }
      let error = LinearAlgebra.product(kernel, away).reduce(0) { max($0, abs($1)) }
      #expect(error <= integrator.error + 1e-14, "\(error), \(integrator.error) estimated")
    }
  }
}
