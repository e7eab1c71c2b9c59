// SPDX-License-Identifier: Apache-2.0

/// What a table tells of the repeats of one cell; the raw value follows the measure's name in a column's.
enum SampleStatistic: String, CaseIterable, Sendable {
  case mean = ""
  /// Standard error of the mean: the deviation of the sample (n − 1) over √n.
  case standardError = "_se"
  case lowQuantile = "_q05"
  case median = "_q50"
  case highQuantile = "_q95"

  /// - Returns: `nil` of no samples, and the standard error of one.
  func value(of samples: [Double]) -> Double? {
    guard !samples.isEmpty else { return nil }
    switch self {
    case .mean: return Self.mean(samples)
    case .standardError: return Self.standardError(samples)
    case .lowQuantile: return Self.quantile(0.05, of: samples)
    case .median: return Self.quantile(0.5, of: samples)
    case .highQuantile: return Self.quantile(0.95, of: samples)
    }
  }

  private static func mean(_ samples: [Double]) -> Double {
    samples.reduce(0, +) / Double(samples.count)
  }

  private static func standardError(_ samples: [Double]) -> Double? {
    guard samples.count > 1 else { return nil }
    let center = mean(samples)
    // Errors of 1e-198 have squares that are no numbers: the deviations are scaled by the largest.
    let deviations = samples.map { abs($0 - center) }
    guard let largest = deviations.max(), largest > 0 else { return 0 }
    let scaled = deviations.reduce(0) { $0 + ($1 / largest) * ($1 / largest) }
    let count = Double(samples.count)
    return largest * (scaled / (count * (count - 1))).squareRoot()
  }

  /// The number below which a share of the samples lies: between the order statistics linearly, as NumPy does.
  static func quantile(_ share: Double, of samples: [Double]) -> Double {
    let sorted = samples.sorted()
    let place = share * Double(sorted.count - 1)
    let below = Int(saturating: place)
    guard below + 1 < sorted.count, sorted[below] != sorted[below + 1] else { return sorted[below] }
    return sorted[below] + (place - Double(below)) * (sorted[below + 1] - sorted[below])
  }
}
