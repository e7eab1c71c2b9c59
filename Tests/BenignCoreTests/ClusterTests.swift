// SPDX-License-Identifier: Apache-2.0

import Concurrency
import Testing

@testable import BenignCore

/// Clusters, unequal classes and biases.
struct ClusterTests {
  private func experiment(
    _ clusters: Mixture.Clusters = .pair, balance: Double = 0.5, bias: Double = 0,
    noise: Noise = .gaussian, covariance: Covariance = .isotropic, points: Int = 20,
    dimension: Double = 400, orthogonal: Bool = false
  ) throws -> Experiment {
    var experiment = Experiment()
    try experiment.define(
      Mixture(
        noise: noise, points: points, dimension: dimension, meanNorm: 4, covariance: covariance,
        clusters: clusters, balance: balance, isOrthogonal: orthogonal, seed: 5), stop: .never)
    try experiment.define(
      NetworkDefinition(neurons: 6, negativeSlope: 0.3, bias: bias, seed: 2), stop: .never)
    return experiment
  }

  private static let kinds: [Mixture.Clusters] = [.pair, .xor, .many(2), .many(5)]

  @Test("shares add up to one, and those of label +1 to the balance", arguments: kinds)
  func shares(_ clusters: Mixture.Clusters) {
    let mixture = Mixture(
      points: 1, dimension: 9, meanNorm: 1, clusters: clusters, balance: 0.3)
    let list = mixture.clusterList
    let positive = list.filter { $0.label > 0 }.reduce(0) { $0 + $1.share }
    #expect(abs(positive - 0.3) < 1e-15)
    #expect(abs(list.reduce(0) { $0 + $1.share } - 1) < 1e-15)
    #expect(Set(list.map(\.mean)) == Set(0..<mixture.meanCount))
  }

  @Test("means are orthogonal and equally long in every way of sampling", arguments: kinds)
  func means(_ clusters: Mixture.Clusters) throws {
    let blocks = Covariance.blocks([
      .init(eigenvalue: 4, multiplicity: 200), .init(eigenvalue: 1, multiplicity: 200),
    ])
    for (noise, covariance) in [
      (Noise.gaussian, Covariance.isotropic), (.gaussian, blocks), (.rademacher, .isotropic),
      (.rademacher, blocks),
    ] {
      let design = try experiment(clusters, noise: noise, covariance: covariance).requireDesign()
      for (i, first) in design.means.enumerated() {
        for (k, second) in design.means.enumerated() {
          let product = LinearAlgebra.dot(first, second)
          #expect(abs(product - (i == k ? 16 : 0)) < 1e-9, "\(noise) \(i) \(k)")
        }
      }
      #expect(design.means.count == design.clusters.reduce(0) { max($0, $1.mean + 1) })
    }
  }

  @Test("the same data whatever the bias, with β² in every inner product")
  func bias() throws {
    let plain = try experiment(.xor).requireDesign()
    let biased = try experiment(.xor, bias: 3).requireDesign()
    #expect(plain.labels == biased.labels)
    for index in plain.gram.storage.indices {
      #expect(abs(biased.gram.storage[index] - plain.gram.storage[index] - 9) < 1e-9)
    }
    let gram = LinearAlgebra.gram(biased.points)
    #expect(
      zip(gram.storage, biased.gram.storage).allSatisfy { abs($0 - $1) < 1e-9 * abs($1) + 1e-9 })
  }

  @Test("XOR's linear limit errs on half of the points, whatever it is trained on")
  func linearOnXOR() throws {
    let experiment = try experiment(.xor, dimension: 4000)
    #expect(try experiment.value(of: .separable, stop: .never) == .boolean(true))
    let error = try #require(try experiment.answer(to: .limitError, stop: .never).number)
    #expect(abs(error - 0.5) < 0.05)
  }

  @Test("Bayes errors by sampling agree with those in closed form")
  func bayes() throws {
    // Two orthogonal means are a pair at the distance √2‖μ‖.
    let two = MixtureFacts(
      Mixture(points: 1, dimension: 50, meanNorm: 1.5, clusters: .many(2), balance: 0.2))
    let pair = MixtureFacts(
      Mixture(points: 1, dimension: 50, meanNorm: 1.5 * 0.5.squareRoot(), balance: 0.2))
    let sample = try #require(two.bayes?.sample)
    let exact = try #require(pair.bayesError)
    #expect(sample.low - 0.002 < exact && exact < sample.high + 0.002, "\(sample) \(exact)")
    let chance = MixtureFacts(Mixture(points: 1, dimension: 50, meanNorm: 0, balance: 0.2))
    #expect(chance.bayesError == 0.2)
  }

  @Test("spread means are refused where a block is too narrow")
  func narrow() {
    for covariance in [
      Covariance.powerLaw(exponent: 1),
      .blocks([.init(eigenvalue: 3, multiplicity: 1), .init(eigenvalue: 1, multiplicity: 99)]),
    ] {
      var mixture = Mixture(
        points: 5, dimension: 100, meanNorm: 1, covariance: covariance, clusters: .xor)
      #expect(throws: CoreError.self) { try mixture.validate() }
      mixture.meanDirection = .axis(98)
      #expect(throws: Never.self) { try mixture.validate() }
      mixture.meanDirection = .axis(99)
      #expect(throws: CoreError.self) { try mixture.validate() }
    }
  }
}
