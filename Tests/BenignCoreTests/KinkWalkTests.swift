// SPDX-License-Identifier: Apache-2.0

import Concurrency
import Testing

@testable import BenignCore

/// A neuron's way through its kinks over one step of flow.
struct KinkWalkTests {
  private static let points = 21

  /// A neuron whose products start on either side and move on cubics, with points that pull a little at each other: none that
  /// crosses its kink goes back.
  private struct Setup {
    let path: NeuronPath
    let slopes: [SIMD3<Double>]
    let columns: PaddedColumns
    let gram: Matrix

    /// - Parameter isStraight: whether the products move straight between kinks.
    init(seed: UInt64, isStraight: Bool = false) {
      let n = KinkWalkTests.points
      var stream = RandomStream(seed: seed, purpose: .lines)
      var factor = Matrix(rows: n, columns: 40 * n)
      for index in factor.storage.indices { factor.storage[index] = stream.normal() }
      let gram = LinearAlgebra.product(factor, factor, .second)
      let slopes = (0..<n).map { _ in
        let bent = SIMD3(0, 0.1 * stream.normal(), 0.02 * stream.normal())
        return SIMD3(0.5 + abs(stream.normal()), 0, 0) + (isStraight ? .zero : bent)
      }
      var start = Matrix(rows: n, columns: 1)
      for i in 0..<n { start[i, 0] = Double(20 * n) * stream.normal() }
      let coefficients = (0..<3).map { k in
        let pull = (0..<n).map { slopes[$0][k] * (start[$0, 0] > 0 ? 1 : 0.2) }
        return Matrix(rows: n, columns: 1, storage: LinearAlgebra.product(gram, pull))
      }
      path = NeuronPath(
        start, neuron: 0,
        coefficients: NeuronPath.Coefficients(
          linear: coefficients[0], square: coefficients[1], cube: coefficients[2]), column: 0,
        size: 1)
      self.gram = gram
      self.slopes = slopes
      columns = PaddedColumns(gram)
    }

    var pull: KinkWalk.Pull {
      KinkWalk.Pull(
        slopes: slopes, weight: 0.8, rests: false, columns: columns,
        parallels: ParallelPoints(of: gram))
    }

    func walk(_ hints: [NeuronPath.Kink]) throws -> (KinkWalk, slides: Double?) {
      var walk = KinkWalk(path, hints: hints, pull: pull)
      for end in [0.25, 0.5, 0.75, 1] {
        if let time = try walk.go(to: end, stop: .never) { return (walk, time) }
      }
      return (walk, nil)
    }
  }

  @Test("kinks are passed in the order of their times, whatever order the hints are in")
  func order() throws {
    var kinks = 0
    for seed in UInt64(0)..<60 {
      let setup = Setup(seed: seed)
      let likely = setup.path.likelyKinks()
      let (walk, slides) = try setup.walk(likely)
      for hints in [Array(likely.reversed()), [], Array(likely.dropFirst(likely.count / 2))] {
        let (other, otherSlides) = try setup.walk(hints)
        #expect((otherSlides == nil) == (slides == nil), "seed \(seed)")
        #expect(walk.passed.map(\.point) == other.passed.map(\.point), "seed \(seed)")
        #expect(
          zip(walk.passed, other.passed).allSatisfy { abs($0.time - $1.time) < 1e-12 },
          "seed \(seed)")
      }
      #expect(zip(walk.passed, walk.passed.dropFirst()).allSatisfy { $0.time <= $1.time })
      kinks += walk.passed.count
    }
    #expect(kinks > 200, "only \(kinks) kinks were met")
  }

  @Test("where all move straight, each kink found next is the one that a search finds")
  func straight() throws {
    var kinks = 0
    for seed in UInt64(0)..<60 {
      let setup = Setup(seed: seed, isStraight: true)
      let (walk, slides) = try setup.walk(setup.path.likelyKinks())
      var straight = KinkWalk(setup.path, hints: [], pull: setup.pull)
      var straightSlides: Double?
      for end in [0.25, 0.5, 0.75, 1] where straightSlides == nil {
        straightSlides = try straight.goStraight(to: end, stop: .never)
      }
      #expect((straightSlides == nil) == (slides == nil), "seed \(seed)")
      #expect(straight.passed.map(\.point) == walk.passed.map(\.point), "seed \(seed)")
      #expect(
        zip(straight.passed, walk.passed).allSatisfy { abs($0.time - $1.time) < 1e-12 },
        "seed \(seed)")
      for (one, other) in zip(straight.path.tiles, walk.path.tiles) {
        let away = one.value(1) - other.value(1)
        #expect(one.side == other.side && (away * away).max() < 1e-16, "seed \(seed)")
      }
      kinks += straight.passed.count
    }
    #expect(kinks > 200, "only \(kinks) kinks were met")
  }

  @Test(
    "points on one line through 0 pass their kink together, where one alone would be driven back")
  func parallel() throws {
    // Two copies of a point, with labels that differ: each pulls against the other.
    let gram = Matrix(rows: 3, columns: 3, storage: [1, 1, 0, 1, 1, 0, 0, 0, 1])
    let pull = KinkWalk.Pull(
      slopes: [SIMD3(-3, 0, 0), SIMD3(2.5, 0, 0), SIMD3(0.1, 0, 0)], weight: 1, rests: false,
      columns: PaddedColumns(gram), parallels: ParallelPoints(of: gram))
    let start = Matrix(rows: 3, columns: 1, storage: [-0.5, -0.5, 1])
    let coefficients = NeuronPath.Coefficients(
      linear: Matrix(rows: 3, columns: 1, storage: [1, 1, 0.1]),
      square: Matrix(rows: 3, columns: 1), cube: Matrix(rows: 3, columns: 1))
    let path = NeuronPath(start, neuron: 0, coefficients: coefficients, column: 0, size: 1)
    var straight = KinkWalk(path, hints: [], pull: pull)
    var bent = KinkWalk(path, hints: path.likelyKinks(), pull: pull)
    #expect(try straight.goStraight(to: 1, stop: .never) == nil)
    #expect(try bent.go(to: 1, stop: .never) == nil)
    for walk in [straight, bent] {
      #expect(Set(walk.passed.map(\.point)) == [0, 1])
      let end = walk.path.tiles[0].value(1)
      // Up with 1 for half of the time, and with 1 − 3 + 2.5 for the rest.
      #expect(abs(end[0] - 0.25) < 1e-12 && abs(end[1] - 0.25) < 1e-12, "\(end)")
    }
  }

  @Test("parallel points are found, and no others", arguments: UInt64(0)..<20)
  func parallelPoints(seed: UInt64) {
    var stream = RandomStream(seed: seed, purpose: .lines)
    let n = 12
    // Each point is a multiple of one of five directions in space.
    let directions = (0..<5).map { _ in [stream.normal(), stream.normal(), stream.normal()] }
    let lines = (0..<n).map { _ in Int(saturating: abs(stream.normal()) * 3) % 5 }
    let points = lines.map { line in
      let scale = stream.normal()
      return directions[line].map { scale * $0 }
    }
    var gram = Matrix(rows: n, columns: n)
    for i in 0..<n {
      for k in 0..<n { gram[i, k] = zip(points[i], points[k]).reduce(0) { $0 + $1.0 * $1.1 } }
    }
    let found = ParallelPoints(of: gram)
    for i in 0..<n {
      let others = lines.indices.filter { $0 != i && lines[$0] == lines[i] }
      #expect(Set(found.others(of: i)) == Set(others), "seed \(seed), point \(i)")
    }
  }

  @Test("a walk ends where small steps of the same slopes end")
  func agreesWithSmallSteps() throws {
    let n = Self.points
    for seed in UInt64(0)..<10 {
      let setup = Setup(seed: seed)
      let (walk, slides) = try setup.walk(setup.path.likelyKinks())
      guard slides == nil else { continue }
      var h = (0..<n).map { setup.path.tiles[$0 / 8].constant[$0 % 8] }
      let count = 20_000
      for step in 0..<count {
        let s = (Double(step) + 0.5) / Double(count)
        // The cubics' coefficients are those of integrals: 1, 2 and 3 times as large in the slope.
        let pull = (0..<n).map { i in
          let p = setup.slopes[i]
          return (p.x + 2 * p.y * s + 3 * p.z * s * s) * (h[i] > 0 ? 1 : 0.2)
        }
        let rate = LinearAlgebra.product(setup.gram, pull)
        for i in 0..<n { h[i] += rate[i] / Double(count) }
      }
      for i in 0..<n {
        let end = walk.path.tiles[i / 8].value(1)[i % 8]
        #expect(abs(end - h[i]) < 0.2, "seed \(seed), point \(i): \(end), \(h[i])")
      }
    }
  }
}
