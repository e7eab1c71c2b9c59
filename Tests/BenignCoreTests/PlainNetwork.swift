// SPDX-License-Identifier: Apache-2.0

import BenignCore
import Concurrency
import Glibc

/// The yardstick: a network in explicit coordinates and gradient descent in plain loops, written to be obvious.
struct PlainNetwork {
  let x: [[Double]]
  let labels: [Double]
  var w: [[Double]]
  let a: [Double]
  let gamma: Double

  /// The experiment as it is at t = 0, in its own coordinates.
  init(_ experiment: Experiment) throws {
    let snapshot = try experiment.snapshot()
    x = (0..<snapshot.points.rows).map { snapshot.points.row($0) }
    w = (0..<snapshot.weights.rows).map { snapshot.weights.row($0) }
    labels = snapshot.observed
    a = snapshot.outer
    gamma = snapshot.negativeSlope
  }

  /// ℓ′ of each loss.
  static let slopes: [String: @Sendable (Double) -> Double] = [
    "exponential": { -exp(-$0) },
    "logistic": { -1 / (1 + exp($0)) },
    "hinge": { $0 < 1 ? -1 : 0 },
    "probit": {
      -exp(-0.5 * $0 * $0) / (0.5 * Double.pi).squareRoot() / erfc(-$0 / 2.squareRoot())
    },
  ]

  static func dot(_ u: [Double], _ v: [Double]) -> Double {
    zip(u, v).reduce(0) { $0 + $1.0 * $1.1 }
  }

  func output(_ point: [Double]) -> Double {
    zip(a, w).reduce(0) { sum, neuron in
      let u = Self.dot(neuron.1, point)
      return sum + neuron.0 * max(u, gamma * u)
    }
  }

  var margins: [Double] { zip(x, labels).map { output($0) * $1 } }

  mutating func step(learningRate: Double, loss: Loss, mean: Bool = false) {
    let slopes = margins.map(Self.slopes[loss.word] ?? { _ in .nan })
    let scale = learningRate / (mean ? Double(x.count) : 1)
    for j in w.indices {
      var gradient = [Double](repeating: 0, count: w[j].count)
      for i in x.indices {
        let derivative = Self.dot(w[j], x[i]) > 0 ? 1 : gamma
        let factor = slopes[i] * labels[i] * a[j] * derivative
        for k in gradient.indices { gradient[k] += factor * x[i][k] }
      }
      for k in gradient.indices { w[j][k] -= scale * gradient[k] }
    }
  }

  /// Largest relative difference of the weights, relative to the largest weight.
  func distance(to experiment: Experiment) throws -> Double {
    let weights = try experiment.snapshot().weights
    var largest = 0.0
    var difference = 0.0
    for j in w.indices {
      for k in w[j].indices {
        largest = max(largest, abs(w[j][k]))
        difference = max(difference, abs(w[j][k] - weights[j, k]))
      }
    }
    return difference / largest
  }
}

/// A small experiment ready to train.
func makeExperiment(
  points: Int = 30, dimension: Double = 500, mean: Double = 4, flip: Double = 0, neurons: Int = 12,
  gamma: Double = 0.3, positive: Int? = nil, initial: Double = 1e-8, seed: UInt64 = 1
) throws -> Experiment {
  var experiment = Experiment()
  try experiment.define(
    Mixture(points: points, dimension: dimension, meanNorm: mean, flip: flip, seed: seed),
    stop: .never)
  try experiment.define(
    NetworkDefinition(
      neurons: neurons, negativeSlope: gamma, positiveNeurons: positive,
      initialDeviation: initial, seed: seed), stop: .never)
  return experiment
}
