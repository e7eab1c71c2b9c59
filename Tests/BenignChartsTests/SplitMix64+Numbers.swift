// SPDX-License-Identifier: Apache-2.0

import TestSupport

extension SplitMix64 {
  mutating func uniform(_ range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * Double(next() >> 11) * 0x1p-53
  }

  /// A value of any magnitude that axes accept, of either sign.
  mutating func anyMagnitude() -> Double {
    let value = Examples.power(uniform(-299...299))
    return next() & 1 == 0 ? value : -value
  }
}
