// SPDX-License-Identifier: Apache-2.0

import Concurrency
import TestSupport
import Testing

@testable import BenignCore

/// Interrupts while the core computes: asks are counted, not seconds.
struct InterruptionTests {
  /// Large enough for threads of their own.
  private func large() throws -> Experiment {
    try makeExperiment(points: 500, dimension: 700, flip: 0.1, neurons: 20)
  }

  @Test("an interrupt at any of its first asks leaves an experiment as it was")
  func changesNothing() throws {
    var experiment = try large()
    let before = try experiment.state()
    for limit in 0..<4 {
      #expect(throws: CoreError.interrupted) {
        try experiment.define(
          Mixture(points: 1500, dimension: 9000, meanNorm: 2), stop: .after(limit))
      }
      #expect(throws: CoreError.interrupted) {
        try experiment.define(
          NetworkDefinition(neurons: 5000, negativeSlope: 0.5), stop: .after(limit))
      }
      #expect(try experiment.state() == before)
      #expect(experiment.mixture?.points == 500 && experiment.network?.neurons == 20)
    }
  }

  @Test("questions to a large experiment ask before they compute", arguments: Quantity.all)
  func questionsAsk(quantity: Quantity) throws {
    var experiment = try large()
    _ = try experiment.descend(DescentSettings(steps: 1), hooks: RunHooks())
    // A pass over the pairs is short here.
    if quantity.cost != .everything {
      _ = try experiment.value(of: quantity, stop: StopSignal { true })
    } else {
      #expect(throws: CoreError.interrupted) {
        try experiment.value(of: quantity, stop: StopSignal { true })
      }
    }
  }

  @Test("tiles of a Gram matrix are as the whole, and an ask stands before each")
  func gramInTiles() throws {
    var stream = RandomStream(seed: 5, purpose: .lines)
    let rows = Matrix(
      rows: 1100, columns: 7, storage: (0..<7700).map { _ in stream.normal() })
    let patience = CountedSignal()
    let tiles = try LinearAlgebra.gram(rows, stop: patience.signal)
    #expect(patience.asks == 3)
    let whole = LinearAlgebra.gram(rows)
    let difference = zip(tiles.storage, whole.storage).reduce(0) { max($0, abs($1.0 - $1.1)) }
    #expect(difference < 1e-13)
    for limit in 0..<3 {
      #expect(throws: CoreError.interrupted) {
        try LinearAlgebra.gram(rows, stop: .after(limit))
      }
    }
  }

  @Test("the products of a large step ask at least every fifty million multiplications")
  func stepInPieces() throws {
    let experiment = try makeExperiment(points: 1000, dimension: 1200, neurons: 300)
    let problem = try #require(experiment.problem)
    let columns = Matrix(rows: 1000, columns: 300, repeating: 1)
    let patience = CountedSignal()
    let products = try problem.gramProduct(columns, stop: patience.signal)
    #expect(patience.asks >= 1000 * 1000 * 300 / 50_000_000)
    let whole = LinearAlgebra.product(problem.design.gram, columns)
    #expect(
      zip(products.storage, whole.storage).allSatisfy { abs($0 - $1) < 1e-9 * abs($1) + 1e-9 })
    for limit in 0..<patience.asks {
      #expect(throws: CoreError.interrupted) {
        try problem.gramProduct(columns, stop: .after(limit))
      }
    }
  }

  @Test("products over some of the inner rows are those of the whole with zeros elsewhere")
  func someRows() throws {
    var stream = RandomStream(seed: 9, purpose: .lines)
    for (rows, inner, columns) in [(5, 3, 2), (700, 690, 300), (1000, 500, 600)] {
      let left = Matrix(
        rows: rows, columns: rows, storage: (0..<rows * rows).map { _ in stream.normal() })
      let right = Matrix(
        rows: inner, columns: columns, storage: (0..<inner * columns).map { _ in stream.normal() })
      let chosen = (0..<inner).map { $0 * (rows - 1) / max(inner - 1, 1) }
      let patience = CountedSignal()
      let part = try LinearAlgebra.product(left, over: chosen, right, stop: patience.signal)
      var padded = Matrix(rows: rows, columns: columns)
      for (source, target) in chosen.enumerated() {
        for column in 0..<columns { padded[target, column] = right[source, column] }
      }
      let whole = LinearAlgebra.product(left, padded)
      #expect(zip(part.storage, whole.storage).allSatisfy { abs($0 - $1) < 1e-10 })
      #expect(patience.asks >= rows * inner * columns / 50_000_000)
    }
  }

  @Test("lines with many kinks ask at least every million operations")
  func lines() throws {
    let experiment = try makeExperiment(points: 20, dimension: 40, neurons: 3000, initial: 1)
    let patience = CountedSignal()
    _ = try experiment.lineEstimate(precision: 0.5, stop: patience.signal)
    #expect(patience.asks >= 256 * 2 * 3000 * 3000 / 1_000_000)
    #expect(throws: CoreError.interrupted) {
      try experiment.lineEstimate(precision: 0.5, stop: .after(5))
    }
  }

  @Test("a run whose recorded quantity is interrupted keeps its steps")
  func recordedQuantity() throws {
    var experiment = try makeExperiment()
    var isOver = false
    var hooks = RunHooks(stop: StopSignal { isOver })
    hooks.record = [
      RunHooks.Series(name: "slow") { source in
        guard case .number(let step) = try source.value(of: .step) else { return .nan }
        if step >= 10 {
          isOver = true
          throw CoreError.interrupted
        }
        return step
      }
    ]
    let report = try experiment.descend(
      DescentSettings(steps: 1000, leap: false), hooks: hooks)
    #expect(report.ending == .interrupted)
    #expect(experiment.step >= 10 && report.end.step == experiment.step)
    #expect(experiment.trajectory.columns[0].last.map { $0 < 10 } == true)
  }

  @Test("a quantity that a run asks for is told when to stop")
  func runsQuantity() throws {
    var experiment = try makeExperiment()
    var hooks = RunHooks()
    hooks.record = [
      RunHooks.Series(name: "error") { source in
        guard case .number(let value) = try source.value(of: .testError, stop: StopSignal { true })
        else { return .nan }
        return value
      }
    ]
    let report = try experiment.descend(DescentSettings(steps: 10), hooks: hooks)
    #expect(report.ending == .interrupted)
  }
}
