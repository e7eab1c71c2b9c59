// SPDX-License-Identifier: Apache-2.0

import Concurrency
import Testing

@testable import BenignCore

/// W by its signs: the cheap numbers of a state.
struct GeometryTests {
  private func expectEqual(_ one: [Double], _ other: [Double], _ what: String) {
    let scale = other.reduce(0) { max($0, abs($1)) }
    #expect(one.count == other.count)
    for (a, b) in zip(one, other) {
      #expect(abs(a - b) <= 1e-11 * scale, "\(what): \(a), \(b)")
    }
  }

  @Test(
    "in a phase that goes on it is that of the state to which it settles",
    arguments: [1, 7, 8, 20, 45], [1e-8, 1e-2])
  func moved(points: Int, initial: Double) throws {
    let experiment = try makeExperiment(
      points: points, mean: 6, neurons: 9, initial: initial, seed: 4)
    let (problem, start) = try experiment.requireTraining()
    var motion = DescentMotion(start, of: problem, learningRate: 1e-3, stop: .never)
    var compared = 0
    for target in stride(from: 200.0, through: 3000, by: 200) {
      while motion.clock < target { _ = try motion.advance(to: target) }
      guard case .collapsed(var phase, _) = motion.mode,
        let going = phase.geometry(over: motion.state)
      else { continue }
      var settled = motion
      settled.settle()
      let exact = NetworkGeometry(of: settled.state, in: problem)
      for (one, other) in zip(going.signs, exact.signs) {
        expectEqual(one.coefficients, other.coefficients, "coefficients")
        expectEqual(one.field, other.field, "field")
        expectEqual(one.overlaps, other.overlaps, "overlaps")
        expectEqual(one.squaredNorms, other.squaredNorms, "squared norms")
        expectEqual([one.squaredMean], [other.squaredMean], "squared mean")
      }
      compared += 1
    }
    #expect(compared > 5, "only \(compared) places were compared")
  }

  @Test("dispersion is that of the neuron farthest from its mean", arguments: UInt64(1)...20)
  func dispersion(seed: UInt64) throws {
    let experiment = try makeExperiment(
      points: 12, mean: 3, neurons: 2 + Int(seed), initial: 0.5, seed: seed)
    let (problem, start) = try experiment.requireTraining()
    let geometry = NetworkGeometry(of: start, in: problem)
    for sign in geometry.signs {
      let cosines = (0..<sign.count).map { j in
        (sign.squaredMean + sign.overlaps[j])
          / (sign.squaredMean * sign.squaredNorms[j]).squareRoot()
      }
      let expected = cosines.map { 1 - $0 }.max()
      let found = sign.dispersion
      #expect((found == nil) == (expected == nil))
      #expect(
        abs((found ?? 0) - (expected ?? 0)) < 1e-12, "\(String(describing: found)), \(cosines)")
    }
  }
}
