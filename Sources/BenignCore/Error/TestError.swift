// SPDX-License-Identifier: Apache-2.0

import RealModule

/// An error on fresh points, however it was found.
struct TestError: Sendable, Equatable {
  let share: Double
  /// 95 % interval.
  let low: Double
  let high: Double
  let samples: Int
  /// Independent points that would tell as much; `nil` where nothing is counted.
  let effectiveSamples: Double?
  let method: Method

  enum Method: String, Sendable {
    case lines
    case streamed
    case heldOut = "held out"
  }

  init(_ estimate: LineSampling.Estimate) {
    // The estimate is a mean of skewed positive numbers: its logarithm is nearer to normal than it is itself.
    let reach = ShareInterval.quantile * estimate.relativeStandardError
    share = Double.exp(estimate.logError)
    low = Double.exp(estimate.logError - reach)
    high = min(1, Double.exp(estimate.logError + reach))
    samples = estimate.lines
    effectiveSamples = nil
    method = .lines
  }

  init(_ error: SampledError, method: Method) {
    share = error.share
    low = error.interval.low
    high = error.interval.high
    samples = error.samples
    effectiveSamples = error.effectiveSamples
    self.method = method
  }
}

extension TestError {
  /// How well it is known, where it was found by counting.
  var sample: SampledShare? {
    method == .lines ? nil : SampledShare(low: low, high: high, points: samples)
  }
}

/// The error of a limit of training.
struct LimitError: Sendable, Equatable {
  /// Its natural logarithm; −∞ where no test point was wrong.
  let logShare: Double
  /// `nil` in closed form.
  let sample: SampledShare?
  /// Whether the error is below every Double while rounding errors decide its logarithm.
  let isBelowAll: Bool

  init(logShare: Double, sample: SampledShare?, isBelowAll: Bool = false) {
    self.logShare = logShare
    self.sample = sample
    self.isBelowAll = isBelowAll
  }

  /// An error of 0 whose logarithm is not known.
  static let beyondLogarithms = LimitError(logShare: -.infinity, sample: nil, isBelowAll: true)

  var share: Double { Double.exp(logShare) }
  /// Its decimal logarithm; `nil` where a sample saw none, and where rounding errors decide it.
  var decades: Double? {
    logShare.isFinite || (sample == nil && !isBelowAll) ? logShare.inDecades : nil
  }
}
