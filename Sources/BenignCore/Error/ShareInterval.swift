// SPDX-License-Identifier: Apache-2.0

import RealModule

/// The exact 95 % interval of a share that was seen in independent trials (Clopper and Pearson 1934); where none of the trials or all of them were, its
/// one end is that of the rule of three.
struct ShareInterval: Sendable, Equatable {
  let low: Double
  let high: Double

  /// 1.96, the normal law's 97.5 % point: 95 % between the ends.
  static let quantile = 1.959963984540054
  /// From so many on both sides Wilson's interval (1927) is the same to three digits.
  private static let many = 2000.0

  /// - Parameters:
  ///   - share: seen, 0 … 1.
  ///   - trials: > 0; need not be whole where trials count for less than one.
  init(share: Double, trials: Double) {
    let seen = share * trials
    let other = trials - seen
    if share == 0 || share == 1 {
      // 0 of N is seen with 5 % where the share is 1 − 0.05^(1/N), about 3/N.
      let extreme = -Double.expMinusOne(Double.log(0.05) / trials)
      (low, high) = share == 0 ? (0, extreme) : (1 - extreme, 1)
    } else if min(seen, other) >= Self.many {
      let z = Self.quantile
      let centre = share + z * z / (2 * trials)
      let reach = z * (share * (1 - share) / trials + z * z / (4 * trials * trials)).squareRoot()
      low = (centre - reach) / (1 + z * z / trials)
      high = (centre + reach) / (1 + z * z / trials)
    } else {
      low = BetaDistribution(seen, other + 1).quantile(0.025)
      high = BetaDistribution(seen + 1, other).quantile(0.975)
    }
  }
}
