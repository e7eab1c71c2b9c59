// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import BenignCore

/// One training that a test repeats in two ways.
struct TrainingCase: Sendable, CustomTestStringConvertible {
  var loss = Loss.exponential
  var reduction = Reduction.sum
  var flip = 0.0
  var mean = 4.0
  var gamma = 0.3
  var initial = 1e-8
  var rate = 1e-4
  var seed: UInt64 = 1

  var testDescription: String {
    "\(loss.word) \(reduction) flip=\(flip) mu=\(mean) gamma=\(gamma) init=\(initial) lr=\(rate) seed=\(seed)"
  }

  /// The experiment before its first step.
  func experiment() throws -> Experiment {
    try makeExperiment(mean: mean, flip: flip, gamma: gamma, initial: initial, seed: seed)
  }
}
