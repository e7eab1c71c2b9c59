// SPDX-License-Identifier: Apache-2.0

import Concurrency
import Testing

@testable import BenignCore

/// What every entry of the table of quantities promises.
struct QuantityTests {
  @Test("every quantity has a name of its own and a definition")
  func names() {
    #expect(Set(Quantity.all.map(\.name)).count == Quantity.all.count)
    for quantity in Quantity.all {
      #expect(Quantity.named(quantity.name) === quantity)
      #expect(!quantity.definition.isEmpty, "\(quantity.name)")
    }
  }

  private func trained() throws -> Experiment {
    var experiment = try makeExperiment(
      points: 12, dimension: 60, mean: 2, flip: 0.1, neurons: 6, gamma: 0.3, seed: 4)
    _ = try experiment.descend(
      DescentSettings(steps: 30, learningRate: .automatic), hooks: RunHooks())
    return experiment
  }

  @Test("a value has the shape that its entry says", arguments: Quantity.all)
  func shapes(quantity: Quantity) throws {
    let experiment = try trained()
    let value = try experiment.value(of: quantity)
    let isRight =
      switch (quantity.shape, value) {
      case (_, .none): true
      case (.number, .number), (.boolean, .boolean), (.text, .text): true
      case (.pointVector, .vector(let vector)), (.spectrum, .vector(let vector)):
        vector.count == 12
      case (.neuronVector, .vector(let vector)): vector.count == 6
      case (.pointMatrix, .matrix(let matrix)): matrix.rows == 12 && matrix.columns == 12
      case (.neuronMatrix, .matrix(let matrix)): matrix.rows == 6 && matrix.columns == 6
      case (_, _): false
      }
    #expect(isRight, "\(value)")
  }

  @Test("a question to one error computes no other one")
  func alone() throws {
    let experiment = try TestPointTests.trained(
      Mixture(noise: .uniform, points: 10, dimension: 100, meanNorm: 2, seed: 3))
    func asked(_ quantity: Quantity) throws -> Inquiry {
      let inquiry = try Inquiry(experiment, stop: .never)
      _ = try quantity.answer(of: experiment) { inquiry }
      return inquiry
    }
    let limit = try asked(.limitError)
    #expect(limit.kept.limitError != nil && limit.kept.testError == nil)
    let test = try asked(.testError)
    #expect(test.kept.testError != nil && test.kept.limitError == nil)
    let excess = try asked(.excessError)
    #expect(excess.kept.testError == nil, "without a Bayes error there is no excess to be computed")
  }

  @Test("the stable rank is 1 for one direction, and that of a plain power iteration for many")
  func stableRank() throws {
    var single = try makeExperiment(points: 1, dimension: 20, mean: 2, neurons: 4, initial: 0)
    #expect(try single.value(of: .stableRank) == .none)
    _ = try single.descend(DescentSettings(steps: 5), hooks: RunHooks())
    let one = try #require(try single.answer(to: .stableRank, stop: .never).number)
    #expect(abs(one - 1) < 1e-12)
    let many = try makeExperiment(points: 10, dimension: 50, neurons: 5, initial: 1)
    let weights = try many.snapshot().weights
    let rows = (0..<weights.rows).map { weights.row($0) }
    var vector = [Double](repeating: 1, count: weights.columns)
    var largest = 0.0
    for _ in 0..<20_000 {
      let products = rows.map { PlainNetwork.dot($0, vector) }
      let image = vector.indices.map { k in zip(rows, products).reduce(0) { $0 + $1.0[k] * $1.1 } }
      largest = PlainNetwork.dot(image, image).squareRoot()
      vector = image.map { $0 / largest }
    }
    let square = rows.reduce(0) { $0 + PlainNetwork.dot($1, $1) }
    let rank = try #require(try many.answer(to: .stableRank, stop: .never).number)
    #expect(abs(rank - square / largest) < 1e-9)
  }

  @Test("a state in motion answers as the same state at rest", arguments: [false, true])
  func motion(leap: Bool) throws {
    var experiment = try makeExperiment(
      points: 12, dimension: 60, mean: 2, flip: 0.1, neurons: 6, gamma: 0.3, seed: 4)
    // The run's own learning rate, error and loss are those of the state that it leaves behind.
    let quantities = Quantity.all.filter { $0.shape == .number }
    var hooks = RunHooks()
    hooks.record = quantities.map { quantity in
      RunHooks.Series(name: "own \(quantity.name)") { source in
        guard case .number(let number) = try source.value(of: quantity) else { return .nan }
        return number
      }
    }
    _ = try experiment.descend(
      DescentSettings(steps: 2000, learningRate: .automatic, leap: leap), hooks: hooks)
    for quantity in quantities {
      let recorded = try #require(experiment.trajectory["own \(quantity.name)"]?.last)
      let value = try experiment.answer(to: quantity, stop: .never).number ?? .nan
      let isSame = recorded == value || (recorded.isNaN && value.isNaN)
      #expect(isSame || abs(recorded - value) <= 1e-12 * abs(value), "\(quantity.name)")
    }
  }
}
