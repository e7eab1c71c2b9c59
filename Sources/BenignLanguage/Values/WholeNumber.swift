// SPDX-License-Identifier: Apache-2.0

extension FixedWidthInteger {
  /// The whole part of a number; the greatest or least that there is where it lies beyond them, and 0 for `nan`.
  init(saturating number: Double) {
    self = Self(exactly: number.rounded(.towardZero)) ?? (number > 0 ? .max : number < 0 ? .min : 0)
  }
}

// The library's own conversions end the program for a number without a place among the integers. In this target their
// names stand for these, and the compiler refuses whoever calls one.

extension Int {
  @available(*, deprecated, message: "Int(saturating:) never traps")
  init(_ number: Double) { self.init(saturating: number) }
}

extension Int32 {
  @available(*, deprecated, message: "Int32(saturating:) never traps")
  init(_ number: Double) { self.init(saturating: number) }
}

extension Int64 {
  @available(*, deprecated, message: "Int64(saturating:) never traps")
  init(_ number: Double) { self.init(saturating: number) }
}

extension UInt8 {
  @available(*, deprecated, message: "UInt8(saturating:) never traps")
  init(_ number: Double) { self.init(saturating: number) }
}

extension UInt32 {
  @available(*, deprecated, message: "UInt32(saturating:) never traps")
  init(_ number: Double) { self.init(saturating: number) }
}

extension UInt64 {
  @available(*, deprecated, message: "UInt64(saturating:) never traps")
  init(_ number: Double) { self.init(saturating: number) }
}
