// SPDX-License-Identifier: Apache-2.0

/// Wilson's score interval (1927) for a share that was seen in independent trials.
struct WilsonInterval: Sendable, Equatable {
  let low: Double
  let high: Double

  /// 1.96, the normal law's 97.5 % point: 95 % between the ends.
  static let quantile = 1.959963984540054

  /// - Parameters:
  ///   - share: seen, 0 … 1.
  ///   - trials: > 0; need not be whole where trials count for less than one.
  init(share: Double, trials: Double) {
    let z = Self.quantile
    let centre = share + z * z / (2 * trials)
    let reach = z * (share * (1 - share) / trials + z * z / (4 * trials * trials)).squareRoot()
    let scale = 1 + z * z / trials
    low = share == 0 ? 0 : max(0, (centre - reach) / scale)
    high = share == 1 ? 1 : min(1, (centre + reach) / scale)
  }
}
