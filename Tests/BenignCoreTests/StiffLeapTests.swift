// SPDX-License-Identifier: Apache-2.0

import Concurrency
import Glibc
import Testing

@testable import BenignCore

/// Leaps where the modes of diag(λ)K decay at very different rates, and where nothing moves any more.
struct StiffLeapTests {
  /// Flips under a strong signal, nearly linear neurons: the largest eigenvalue of diag(λ)K is 1.0e3.
  private func makeStiffExperiment() throws -> Experiment {
    try makeExperiment(
      points: 100, dimension: 2_000, mean: 180, flip: 0.1, neurons: 64, gamma: 0.998, seed: 1)
  }

  @Test("a stiff leap ends where explicit steps end", arguments: Loss.smooth)
  func agreesWithExplicitSteps(_ loss: Loss) throws {
    var leapt = try makeStiffExperiment()
    var walked = leapt
    let report = try leapt.descend(
      DescentSettings(steps: 200_000, loss: loss), hooks: RunHooks())
    _ = try walked.descend(
      DescentSettings(steps: 200_000, loss: loss, leap: false), hooks: RunHooks())
    #expect(report.leaptSteps > 150_000, "\(report)")
    let margins = try [leapt, walked].map { experiment in
      try #require(experiment.training).margins(in: try #require(experiment.problem))
    }
    let difference = zip(margins[0], margins[1]).map { abs($0 - $1) }.max() ?? .nan
    #expect(difference < 2e-9, "\(difference) with \(report.end.leapError) estimated")
  }

  @Test("a stiff run of 10¹² steps ends, and its estimated error stays within the tolerance")
  func farStiffRun() throws {
    var experiment = try makeStiffExperiment()
    let report = try experiment.descend(DescentSettings(steps: 1e12), hooks: RunHooks())
    #expect(report.ending == .steps)
    #expect(report.end.leapError < 5e-9, "\(report)")
    #expect(report.explicitSteps < 50_000, "\(report)")
  }

  @Test(
    "an implicit step leads where many explicit ones lead",
    arguments: Loss.smooth)
  func implicitStep(_ loss: Loss) throws {
    let n = 12
    var stream = RandomStream(seed: 5, purpose: .lines)
    var factor = Matrix(rows: n, columns: n)
    for index in factor.storage.indices { factor.storage[index] = stream.normal() }
    let kernel = LinearAlgebra.gram(factor)
    var equation = ModifiedEquation(
      tiles: SymmetricTiles(kernel), kernel: kernel, formulas: try #require(loss.smoothFormulas),
      logRate: -6, logScale: 4, stop: .never)
    equation.base = (0..<n).map { 2 + Double($0) / 5 }
    equation.terms = .flow
    let zeros = [Lanes](repeating: .zero, count: equation.tiles.tiles)
    let width = 0.05
    let step = try ImplicitExtrapolation(equation: equation, stop: .never).step(
      0, zeros, width)
    let implicit = try #require(step).value.values(n)
    var explicit = DormandPrince(equation)
    var c = zeros
    let count = 20
    for k in 0..<count {
      let part = width / Double(count)
      c = try explicit.step(Double(k) * part, c, part).value
    }
    let difference = zip(implicit, c.values(n)).map { abs($0 - $1) }.max() ?? .nan
    let size = c.values(n).max() ?? 0
    #expect(size > 1e-4 && difference < 1e-9 * size, "\(difference) of \(size)")
  }

  @Test(
    "where every loss has vanished a run ends at once",
    arguments: Loss.all)
  func flatLosses(_ loss: Loss) throws {
    var experiment = try makeExperiment(points: 40, dimension: 4_000, mean: 8, neurons: 8)
    let report = try experiment.descend(
      DescentSettings(steps: 1e12, learningRate: .fixed(1000), loss: loss), hooks: RunHooks())
    #expect(report.ending == .steps && experiment.step == 1e12)
    #expect(report.loss == 0 && report.explicitSteps < 100, "\(report)")
  }

  @Test("a step is read between its ends as exactly as it was taken")
  func interpolant() throws {
    let kernel = LinearAlgebra.gram(
      Matrix(rows: 3, columns: 3, storage: [2, 1, 0, 1, 3, 1, 0, 1, 2]))
    var equation = ModifiedEquation(
      tiles: SymmetricTiles(kernel), kernel: kernel,
      formulas: try #require(Loss.exponential.smoothFormulas),
      logRate: -5, logScale: 3, stop: .never)
    equation.base = [1, 2, 3]
    let zeros = [Lanes](repeating: .zero, count: 1)
    var method = DormandPrince(equation)
    let end = try method.step(0, zeros, 0.4)
    let between = try method.interpolant(0, zeros, 0.4, end: end.value)
    for x in [0.05, 0.13, 0.2, 0.31, 0.39] {
      let read = between.value(at: x)[0]
      var other = DormandPrince(equation)
      let taken = try other.step(0, zeros, x).value[0]
      for lane in 0..<3 {
        #expect(abs(read[lane] - taken[lane]) < 1e-9 * taken[lane], "at \(x): \(read) \(taken)")
      }
    }
  }
}
