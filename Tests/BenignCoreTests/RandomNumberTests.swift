// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing

@testable import BenignCore

struct PhiloxTests {
  /// `numpy.random.Philox(key=…, counter=… − 1).random_raw(…)` of NumPy 2.4.6, which advances its counter before each block.
  static let answers: [(key: (UInt64, UInt64), counter: Philox.Block, block: Philox.Block)] = [
    (
      (0, 0), (0, 0, 0, 0),
      (0x1655_4d9e_ca36_314c, 0xdb20_fe9d_672d_0fdc, 0xd7e7_72ce_e186_176b, 0x7e68_b68a_ec7b_a23b)
    ),
    (
      (0, 0), (1, 0, 0, 0),
      (0x02f4_ba64_08e4_d89b, 0x3dd6_2b0b_9ca8_c5b2, 0x1c86_67a5_5d90_2e79, 0x907d_7a05_2fd5_b4dc)
    ),
    (
      (1, 2), (1, 2, 3, 4),
      (0xd43c_e506_0eed_5e0d, 0xe46a_2d1a_9aaf_f6ec, 0xcf84_eb88_739f_bc4c, 0x744a_684d_cc98_3cd7)
    ),
    (
      (1, 2), (2, 2, 3, 4),
      (0xc579_2719_8917_e870, 0xbbd7_5ee5_237a_4017, 0x47d2_b5b0_3ba8_a8e7, 0x72c6_c667_0e8e_82cd)
    ),
    (
      (.max, .max), (.max, .max, .max, .max),
      (0x87b0_92c3_013f_e90b, 0x438c_3c67_be8d_0224, 0x9cc7_d7c6_9cd7_77b6, 0xa09c_aebf_594f_0ba0)
    ),
  ]

  @Test("Philox4x64-10 gives NumPy's blocks", arguments: answers.indices)
  func knownAnswers(index: Int) {
    let answer = Self.answers[index]
    #expect(Philox.block(counter: answer.counter, key: answer.key) == answer.block)
  }

  @Test("one at a time, in order and in pairs a stream gives the same words")
  func wordsAgree() {
    var stream = RandomStream(seed: 7, purpose: .noise, row: 3, chunk: 5)
    let words = (0..<64).map { _ in stream.next() }
    let fresh = RandomStream(seed: 7, purpose: .noise, row: 3, chunk: 5)
    var singles = [UInt64](repeating: 0, count: 64)
    var (first, second) = (singles, singles)
    singles.withUnsafeMutableBufferPointer { buffer in
      if let base = buffer.baseAddress { fresh.fillSingles(base, count: 64) }
    }
    first.withUnsafeMutableBufferPointer { a in
      second.withUnsafeMutableBufferPointer { b in
        if let a = a.baseAddress, let b = b.baseAddress { fresh.fillPairs(a, b, count: 32) }
      }
    }
    #expect(singles == words)
    #expect(
      (0..<16).allSatisfy { Array(first[2 * $0..<2 * $0 + 2]) == Array(words[4 * $0..<4 * $0 + 2]) }
    )
    #expect(
      (0..<16).allSatisfy {
        Array(second[2 * $0..<2 * $0 + 2]) == Array(words[4 * $0 + 2..<4 * $0 + 4])
      })
  }

  @Test("streams of other seeds, purposes, rows and chunks share no word")
  func streamsDiffer() {
    var seen = Set<UInt64>()
    for seed in UInt64(0)..<3 {
      for purpose in [Purpose.labels, .noise, .neurons] {
        for row in 0..<3 {
          for chunk in 0..<3 {
            var stream = RandomStream(seed: seed, purpose: purpose, row: row, chunk: chunk)
            for _ in 0..<8 { seen.insert(stream.next()) }
          }
        }
      }
    }
    #expect(seen.count == 3 * 3 * 3 * 3 * 8)
  }
}

struct BranchFreeTests {
  static func ulps(_ value: Double, _ expected: Double) -> Double {
    abs(value - expected) / max(expected.ulp, Double.leastNormalMagnitude)
  }

  @Test("logarithm, exponentials and turns are within 2 ulp of the C library's")
  func accuracy() {
    var generator = PlainGenerator(seed: 1)
    var worst = [0.0, 0, 0, 0, 0]
    for _ in 0..<200_000 {
      let u = generator.uniform()
      let wide = exp(1400 * (u - 0.5))
      worst[0] = max(worst[0], Self.ulps(BranchFree.log(u), log(u)))
      worst[0] = max(worst[0], Self.ulps(BranchFree.log(wide), log(wide)))
      let x = 1400 * (u - 0.5)
      worst[1] = max(worst[1], Self.ulps(BranchFree.exp(x), exp(x)))
      let small = exp(40 * (generator.uniform() - 0.9))
      worst[2] = max(worst[2], Self.ulps(BranchFree.expMinusOne(small), expm1(small)))
      let turn = 2 * generator.uniform() - 1
      worst[3] = max(
        worst[3], Self.ulps(BranchFree.sineOfQuarterTurns(turn), sin(turn * Double.pi / 2)))
      worst[4] = max(
        worst[4], abs(BranchFree.cosineOfQuarterTurns(turn) - cos(turn * Double.pi / 2)) / 0x1p-53)
    }
    #expect(worst[..<4].allSatisfy { $0 <= 2 }, "\(worst)")
    // In units of 2⁻⁵³: a cosine near 0 is only wanted to an absolute error.
    #expect(worst[4] <= 3, "\(worst)")
  }

  @Test("a uniform number is an odd multiple of 2⁻⁵³, from the least to the largest")
  func uniforms() {
    #expect(BranchFree.uniform(0) == 0x1p-53)
    #expect(BranchFree.uniform(.max) == 1 - 0x1p-53)
    #expect(BranchFree.uniform(1 << 63) == 0.5 + 0x1p-53)
  }
}

struct ChunkGeneratorTests {
  struct Law: Sendable, CustomTestStringConvertible {
    let noise: Noise
    let distribution: @Sendable (Double) -> Double
    var testDescription: String { "\(noise)" }
  }

  static let laws = [
    Law(noise: .gaussian, distribution: NormalDistribution.cdf),
    Law(noise: .uniform) { min(1, max(0, 0.5 + $0 / (2 * 3.0.squareRoot()))) },
    // Closed forms for three and four degrees of freedom; the numbers are scaled to variance 1.
    Law(noise: .student(degreesOfFreedom: 3)) { x in
      let t = x * 3.0.squareRoot()
      return 0.5 + (t / 3.0.squareRoot() / (1 + t * t / 3) + atan(t / 3.0.squareRoot())) / Double.pi
    },
    Law(noise: .student(degreesOfFreedom: 4)) { x in
      let t = x * 2.0.squareRoot()
      let s = 1 + t * t / 4
      return 0.5 + 0.375 * t / s.squareRoot() * (1 - t * t / (12 * s))
    },
    Law(noise: .laplace) { x in
      let beyond = exp(-2.0.squareRoot() * abs(x)) / 2
      return x > 0 ? 1 - beyond : beyond
    },
    Law(noise: .pareto(tail: 2.5)) { x in
      let least = (0.5 / 2.5).squareRoot()
      let beyond = abs(x) < least ? 1 : pow(abs(x) / least, -2.5)
      return x > 0 ? 1 - beyond / 2 : beyond / 2
    },
  ]

  static func sample(_ noise: Noise, rows: Int, count: Int = 1024, seed: UInt64 = 11)
    -> [[Double]]
  {
    var generator = ChunkGenerator(noise)
    return (0..<rows).map { row in
      var numbers = [Double](repeating: .nan, count: count)
      numbers.withUnsafeMutableBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return }
        generator.fill(
          base, count: count, from: RandomStream(seed: seed, purpose: .noise, row: row, chunk: 2))
      }
      return numbers
    }
  }

  @Test(
    "every law has its distribution function (Kolmogorov–Smirnov, 200,000 numbers)", arguments: laws
  )
  func distributions(law: Law) {
    let sample = Self.sample(law.noise, rows: 200).flatMap { $0 }
    let statistic = KolmogorovSmirnov.statistic(sample, law.distribution)
    #expect(statistic < KolmogorovSmirnov.critical)
  }

  @Test("signs are ±1 and fair")
  func signs() {
    let sample = Self.sample(.rademacher, rows: 200).flatMap { $0 }
    #expect(sample.allSatisfy { abs($0) == 1 })
    // 4 standard deviations.
    #expect(abs(sample.reduce(0, +)) < 4 * Double(sample.count).squareRoot())
  }

  @Test(
    "neighbours, the halves of a chunk and neighbouring rows are uncorrelated, in size too",
    arguments: [Noise.gaussian, .rademacher, .uniform, .student(degreesOfFreedom: 9)])
  func independence(noise: Noise) {
    let rows = Self.sample(noise, rows: 200)
    let all = rows.flatMap { $0 }
    let shifts = [1, 2, 512, 1024]
    for shift in shifts {
      let count = all.count - shift
      var (products, squares) = (0.0, 0.0)
      for i in 0..<count {
        products += all[i] * all[i + shift]
        squares += (abs(all[i]) - 0.7) * (abs(all[i + shift]) - 0.7)
      }
      let mean = all.reduce(0) { $0 + abs($1) - 0.7 } / Double(all.count)
      // 5 standard deviations of a mean of products of numbers of variance at most 1.
      #expect(abs(products) / Double(count) < 5 / Double(count).squareRoot(), "shift \(shift)")
      #expect(
        abs(squares / Double(count) - mean * mean) < 5 / Double(count).squareRoot(),
        "shift \(shift)")
    }
  }

  @Test(
    "the first numbers of a chunk are the same however many are asked for",
    arguments: [
      Noise.gaussian, .rademacher, .uniform, .laplace, .student(degreesOfFreedom: 2.5),
      .pareto(tail: 2.1),
    ])
  func prefixes(noise: Noise) {
    let whole = Self.sample(noise, rows: 2)
    for count in [1, 2, 7, 64, 65, 511, 512, 513, 1023] {
      let part = Self.sample(noise, rows: 2, count: count)
      #expect(part[1] == Array(whole[1][..<count]), "\(count) numbers")
    }
  }

  @Test("a Student law with very many degrees of freedom is the normal law")
  func studentLimit() {
    let sample = Self.sample(.student(degreesOfFreedom: 1e12), rows: 100).flatMap { $0 }
    #expect(
      KolmogorovSmirnov.statistic(sample, NormalDistribution.cdf) < KolmogorovSmirnov.critical)
  }
}

struct SequentialNumberTests {
  @Test("many numbers at once are those that come one by one, wherever they are written")
  func fill() {
    var (one, many) = (
      RandomStream(seed: 9, purpose: .neurons), RandomStream(seed: 9, purpose: .neurons)
    )
    var matrix = Matrix(rows: 3, columns: 500)
    matrix.drawNormals(row: 1, columns: 100..<500, from: &many)
    for column in 0..<500 {
      #expect(matrix[1, column] == (column < 100 ? 0 : one.normal()))
      #expect(matrix[0, column] == 0 && matrix[2, column] == 0)
    }
    #expect(one.next() == many.next())
  }

  @Test("the ziggurat's numbers are normal, in the tail too (Kolmogorov–Smirnov, 400,000)")
  func ziggurat() {
    var stream = RandomStream(seed: 5, purpose: .noise)
    let sample = (0..<400_000).map { _ in stream.normal() }
    #expect(
      KolmogorovSmirnov.statistic(sample, NormalDistribution.cdf) < KolmogorovSmirnov.critical)
    let tail = sample.filter { abs($0) > 3 }.map { abs($0) }
    let share = 2 * NormalDistribution.cdf(-3)
    let spread = (400_000 * share).squareRoot()
    #expect(abs(Double(tail.count) - 400_000 * share) < 4 * spread)
    let statistic = KolmogorovSmirnov.statistic(tail) {
      1 - 2 * NormalDistribution.cdf(-$0) / share
    }
    #expect(statistic < KolmogorovSmirnov.critical)
  }

  @Test(
    "√χ² has its distribution function (Kolmogorov–Smirnov, 50,000 numbers)",
    arguments: [1.0, 2, 3, 4, 20, 1e6, 1e12, 0x1p53])
  func chi(degreesOfFreedom: Double) {
    var stream = RandomStream(seed: 6, purpose: .noise)
    let sample = (0..<50_000).map { _ in stream.chi(degreesOfFreedom: degreesOfFreedom) }
    let statistic = KolmogorovSmirnov.statistic(sample) { chi in
      Self.chiSquareDistribution(chi, degreesOfFreedom: degreesOfFreedom)
    }
    #expect(statistic < KolmogorovSmirnov.critical)
  }

  /// P(√χ²_k ≤ x): closed forms, and Wilson and Hilferty's normal approximation where its error, about 1/k, is far below the test's.
  static func chiSquareDistribution(_ chi: Double, degreesOfFreedom k: Double) -> Double {
    let half = chi * chi / 2
    switch k {
    case 1: return 1 - 2 * NormalDistribution.cdf(-chi)
    case 3:
      return 1 - 2 * NormalDistribution.cdf(-chi) - chi * (2 / Double.pi).squareRoot() * exp(-half)
    case ...20:
      var term = 1.0
      var sum = 0.0
      for j in 0..<Int(saturating: k / 2) {
        sum += term
        term *= half / Double(j + 1)
      }
      return 1 - exp(-half) * sum
    default:
      // ∛(χ²/k) − 1 without cancellation: χ/√k is within 1e-2 of 1.
      let logarithm = 2 * log1p((chi - k.squareRoot()) / k.squareRoot())
      let root = expm1(logarithm / 3)
      return NormalDistribution.cdf((root + 2 / (9 * k)) / (2 / (9 * k)).squareRoot())
    }
  }
}
