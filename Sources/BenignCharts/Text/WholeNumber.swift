// SPDX-License-Identifier: Apache-2.0

extension FixedWidthInteger {
  /// The whole part of a number; the greatest or least that there is where it lies beyond them, and 0 for `nan`.
  init(saturating number: Double) {
    self = Self(exactly: number.rounded(.towardZero)) ?? (number > 0 ? .max : number < 0 ? .min : 0)
  }
}
