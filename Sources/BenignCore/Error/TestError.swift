// SPDX-License-Identifier: Apache-2.0

import RealModule

/// An error on fresh points, however it was found.
struct TestError: Sendable, Equatable {
  let share: Double
  /// 95 % interval.
  let low: Double
  let high: Double
  let samples: Int
  let method: ErrorReport.Method

  init(_ estimate: LineSampling.Estimate) {
    let reach = WilsonInterval.quantile * estimate.relativeStandardError
    share = Double.exp(estimate.logError)
    low = max(0, share * (1 - reach))
    high = min(1, share * (1 + reach))
    samples = estimate.lines
    method = .lines
  }

  init(_ error: SampledError, method: ErrorReport.Method) {
    share = error.share
    low = error.interval.low
    high = error.interval.high
    samples = error.samples
    self.method = method
  }
}
