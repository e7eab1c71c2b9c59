// SPDX-License-Identifier: Apache-2.0

import Concurrency
import Testing

@testable import BenignCore

/// Optimizers where they can be compared with themselves; `Tests/Reference/test_optimizers.py` has plain code.
struct OptimizerTests {
  private func experiment(seed: UInt64 = 1) throws -> Experiment {
    try makeExperiment(
      points: 30, dimension: 900, mean: 4, neurons: 8, gamma: 0.4, seed: seed)
  }

  private func settings(
    _ optimizer: Optimizer, steps: Double, momentum: Double? = nil, decay: Double? = nil,
    batch: Int? = nil
  ) -> DescentSettings {
    var settings = DescentSettings(steps: steps, learningRate: .fixed(3e-4), leap: false)
    settings.optimizer = optimizer
    (settings.momentum, settings.decay, settings.batch) = (momentum, decay, batch)
    return settings
  }

  @Test("with momentum 0, and with a batch of all points, every optimizer is gradient descent")
  func equal() throws {
    var plain = try experiment()
    _ = try plain.descend(
      DescentSettings(steps: 400, learningRate: .fixed(3e-4), leap: false), hooks: RunHooks())
    for (optimizer, batch) in [
      (Optimizer.momentum, nil), (.nesterov, nil), (.stochastic, 30),
    ] as [(Optimizer, Int?)] {
      var other = try experiment()
      _ = try other.descend(
        settings(optimizer, steps: 400, momentum: 0, batch: batch), hooks: RunHooks())
      let (a, b) = try (plain.position(), other.position())
      for (x, y) in zip(a.weights.storage, b.weights.storage) {
        #expect(abs(x - y) <= 1e-10 * (1 + abs(x)), "\(optimizer.word)")
      }
    }
  }

  @Test("steps one by one are the steps of a fixed pattern", arguments: Optimizer.all)
  func oneByOne(optimizer: Optimizer) throws {
    let momentum = optimizer.defaultMomentum.map { _ in 0.8 }
    let batch = optimizer.takesBatch ? 7 : nil
    let whole = settings(optimizer, steps: 300, momentum: momentum, decay: 1e-2, batch: batch)
    var (together, apart) = (try experiment(), try experiment())
    _ = try together.descend(whole, hooks: RunHooks())
    for _ in 0..<300 {
      // Each begins anew, so that none has a phase.
      _ = try apart.descend(
        settings(optimizer, steps: 1, momentum: momentum, decay: 1e-2, batch: batch),
        hooks: RunHooks())
    }
    let (a, b) = try (together.position(), apart.position())
    let largest = b.weights.storage.reduce(0) { max($0, abs($1)) }
    for (x, y) in zip(a.weights.storage, b.weights.storage) {
      #expect(abs(x - y) <= 1e-10 * largest, "\(optimizer.word)")
    }
    #expect(abs(a.initialScale / b.initialScale - 1) < 1e-12 && a.initialScale < 1)
  }

  @Test("a spectral step has singular values 1, and 0 where the gradient has none")
  func polarFactor() throws {
    func norm(after steps: Int, loss: Loss, initialDeviation: Double) throws -> [Double] {
      var experiment = try makeExperiment(
        points: 30, dimension: 900, mean: 4, neurons: 8, gamma: 0.4,
        initial: initialDeviation, seed: 1)
      return try (0..<steps).map { _ in
        var run = settings(.spectral, steps: 1)
        (run.learningRate, run.loss) = (.fixed(0.01), loss)
        _ = try experiment.descend(run, hooks: RunHooks())
        guard case .number(let norm) = try experiment.value(of: .norm) else { return .nan }
        return norm
      }
    }
    // With W(0) = 0 all slopes are γ, so that the gradient of every neuron is a multiple of one vector.
    #expect(abs(try norm(after: 1, loss: .logistic, initialDeviation: 0)[0] - 0.01) < 1e-15)
    // The hinge's gradient is 0 once all margins are above 1.
    let norms = try norm(after: 200, loss: .hinge, initialDeviation: 1e-3)
    #expect(norms[100] == norms[199] && norms[199] > 0.1)
  }

  @Test("batches have different points, each as often as another")
  func batches() {
    let weights = PointWeights(
      settings: OptimizerSettings(.stochastic, batch: 3), loss: .exponential, reduction: .sum,
      points: 10, seed: 5)
    var counts = [Int](repeating: 0, count: 10)
    for step in 0..<10_000 {
      let batch = weights.batch(Double(step))
      #expect(Set(batch).count == 3)
      for point in batch { counts[point] += 1 }
    }
    // 3,000 each; the deviation is 46.
    #expect(counts.allSatisfy { abs($0 - 3000) < 200 }, "\(counts)")
  }

  @Test("gradient descent and what is like it share one limit, by their own clocks")
  func oneLimit() throws {
    for (optimizer, bound) in [
      (Optimizer.plain, 2e-3), (.momentum, 2e-3), (.normalized, 1e-5), (.stochastic, 5e-3),
    ] {
      var experiment = try experiment()
      var run = settings(optimizer, steps: 20_000, batch: optimizer.takesBatch ? 10 : nil)
      run.learningRate = .automatic
      _ = try experiment.descend(run, hooks: RunHooks())
      guard case .number(let misalignment) = try experiment.value(of: .misalignment) else {
        Issue.record("\(optimizer.word) has no misalignment")
        continue
      }
      #expect(misalignment < bound, "\(optimizer.word): \(misalignment)")
    }
  }
}
