// SPDX-License-Identifier: Apache-2.0

import Concurrency
import RealModule
import Testing

@testable import BenignCore

/// The collapsed phase against full steps, where patterns stand still and where they change.
struct CollapseTests {
  /// Flips with a strong signal, a small slope, a large initialisation, a large step: patterns change for long.
  static let cases: [TrainingCase] = (UInt64(1)...5).flatMap { seed in
    [
      TrainingCase(seed: seed), TrainingCase(flip: 0.2, mean: 9, seed: seed),
      TrainingCase(flip: 0.1, gamma: 0.05, seed: seed),
      TrainingCase(initial: 0.1, seed: seed),
      TrainingCase(flip: 0.2, mean: 6, initial: 0.05, rate: 1e-3, seed: seed),
      TrainingCase(loss: .logistic, flip: 0.2, mean: 9, gamma: 0.05, seed: seed),
      TrainingCase(loss: .logistic, initial: 0.2, rate: 3e-2, seed: seed),
      TrainingCase(loss: .hinge, flip: 0.1, rate: 1e-5, seed: seed),
    ]
  }

  @Test("collapsed or not, two thousand steps end in the same place", arguments: cases)
  func agreesWithFullSteps(_ sample: TrainingCase) throws {
    let experiment = try sample.experiment()
    let (problem, start) = try experiment.requireTraining()
    var state = start
    state.loss = sample.loss
    var motion = DescentMotion(state, of: problem, learningRate: sample.rate, stop: .never)
    var full = state
    var patterns = PatternGroups(of: full.preactivations, in: problem)
    var changes = 0
    while motion.clock < 2000 { _ = try motion.advance(to: 2000) }
    for _ in 0..<2000 {
      let weights = sample.loss.descents(full.margins(in: problem)).map { $0 * sample.rate }
      FullStep(problem: problem).apply(weights, groups: patterns, to: &full)
      let next = PatternGroups(of: full.preactivations, in: problem)
      if next != patterns { changes += 1 }
      patterns = next
    }
    motion.settle()
    let fast = motion.margins
    let slow = full.margins(in: problem)
    for (a, b) in zip(fast, slow) {
      #expect(abs(a - b) < 1e-9 * max(1, abs(b)), "\(a) \(b), \(changes) changes")
    }
    #expect(PatternGroups(of: motion.state.preactivations, in: problem) == patterns)
    #expect(motion.state.step == 2000)
  }

  @Test("a run that is watched has the same digits as one that is not")
  func watchingChangesNothing() throws {
    let start = try makeExperiment(points: 100, dimension: 5000, neurons: 64)
    var hashes: Set<String> = []
    var seen = 0
    for isWatched in [false, true, true] {
      var experiment = start
      var hooks = RunHooks()
      if isWatched { hooks.observe = { _ in seen += 1 } }
      _ = try experiment.descend(
        DescentSettings(steps: 300_000, learningRate: .fixed(1e-4), leap: false), hooks: hooks)
      hashes.insert(try experiment.state().stateHash)
    }
    #expect(seen > 0)
    #expect(hashes.count == 1)
  }

  @Test("divergence keeps the last finite state", arguments: [1, 1e3, 1e200])
  func divergenceIsAStatus(rate: Double) throws {
    var experiment = try makeExperiment(flip: 0.2, gamma: 0.1)
    let report = try experiment.descend(
      DescentSettings(steps: 5000, learningRate: .fixed(rate)), hooks: RunHooks())
    #expect(report.ending == .diverged, "\(report)")
    #expect(report.loss.isFinite && (report.margin ?? 0).isFinite)
    #expect(try experiment.value(of: .diverged) == .boolean(true))
    guard case .vector(let scores) = try experiment.value(of: .scores) else { return }
    let isFinite = scores.allSatisfy { $0.isFinite }
    #expect(isFinite)
  }
}

/// Numbers on eight lanes against the C library's.
struct SIMDMathTests {
  @Test("exp agrees with libm to two units in the last place")
  func exponential() {
    var stream = RandomStream(seed: 1, purpose: .noise)
    for _ in 0..<20_000 {
      let x = Lanes((0..<8).map { _ in (stream.uniform() - 0.5) * 1400 })
      let y = SIMDMath.exp(x)
      for lane in 0..<8 {
        let exact = Double.exp(x[lane])
        #expect(abs(y[lane] - exact) <= 2 * exact.ulp, "exp(\(x[lane]))")
      }
    }
    let edges = SIMDMath.exp(Lanes(0, -0.0, -708.5, 710, -.infinity, .infinity, 1, -1e300))
    #expect(edges[0] == 1 && edges[1] == 1 && edges[2] == 0 && edges[3] == .infinity)
    #expect(edges[4] == 0 && edges[5] == .infinity && edges[7] == 0)
  }

  @Test("ln(1 + e) agrees with libm to three units in the last place")
  func logOnePlus() {
    var stream = RandomStream(seed: 2, purpose: .noise)
    for k in 0..<20_000 {
      let scale = Double.exp(-Double(k % 300))
      let e = Lanes((0..<8).map { _ in stream.uniform() * scale })
      let y = SIMDMath.logOnePlus(e)
      for lane in 0..<8 {
        let exact = Double.log(onePlus: e[lane])
        #expect(abs(y[lane] - exact) <= 3 * exact.ulp, "log1p(\(e[lane]))")
      }
    }
  }

  @Test("the tiled product is the plain one", arguments: [1, 7, 8, 9, 30, 100, 133])
  func tiledProduct(order: Int) {
    var stream = RandomStream(seed: UInt64(order), purpose: .noise)
    var factor = Matrix(rows: order, columns: order)
    for index in factor.storage.indices { factor.storage[index] = stream.normal() }
    let matrix = LinearAlgebra.gram(factor)
    let x = (0..<order).map { _ in stream.normal() }
    let base = (0..<order).map { _ in stream.normal() }
    let tiles = SymmetricTiles(matrix)
    let lanes = LaneVector(x)
    var result = LaneVector(base)
    let start = LaneVector(base)
    lanes.lanes.withUnsafeBufferPointer { x in
      start.lanes.withUnsafeBufferPointer { base in
        result.lanes.withUnsafeMutableBufferPointer { y in
          guard let x = x.baseAddress, let base = base.baseAddress, let y = y.baseAddress else {
            return
          }
          tiles.addProduct(x, to: base, into: y)
        }
      }
    }
    let alone = (tiles.product(x), tiles.product(base))
    #expect(tiles.products(x, base) == alone)
    let plain = LinearAlgebra.product(matrix, x)
    for (value, expected) in zip(result.values, zip(plain, base).map { $0 + $1 }) {
      #expect(abs(value - expected) < 1e-11 * Double(order) * max(1, abs(expected)))
    }
  }
}
