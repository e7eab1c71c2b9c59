// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Numbers from `first` through `last`, at equal distances.
public struct LinearSpacing: Sendable {
  let first: Double
  let last: Double
  /// How many distances there are.
  let intervals: Int

  public init(first: Double, last: Double, intervals: Int) {
    (self.first, self.last, self.intervals) = (first, last, intervals)
  }

  /// (first·(K − i) + last·i)/K, rounded once.
  public func member(_ index: Int) -> Double {
    if index == 0 || intervals == 0 { return first }
    if index == intervals { return last }
    return quick(index) ?? exact(index)
  }

  /// Where products neither overflow nor lose their last bits.
  private static let ordinary = 0x1p-900...0x1p900

  /// The member, where an error bound leaves only one number that it can be; else `nil`.
  private func quick(_ index: Int) -> Double? {
    for end in [first, last] where end != 0 {
      guard Self.ordinary.contains(end.magnitude) else { return nil }
    }
    let count = Double(intervals)
    let (before, after) = (
      DoubleDouble.product(first, count - Double(index)), DoubleDouble.product(last, Double(index))
    )
    let sum = before + after
    let quotient = sum.high / count
    let correction = (sum.high.addingProduct(-quotient, count) + sum.low) / count
    let size = (before.high.magnitude + after.high.magnitude) / count
    let error = 0x1p-50 * correction.magnitude + 0x1p-98 * size
    let (low, high) = (quotient + (correction - error), quotient + (correction + error))
    return low == high ? low : nil
  }

  /// The member by whole numbers of any length.
  private func exact(_ index: Int) -> Double {
    let numerator =
      ExactNumber(first, times: UInt64(intervals - index)) + ExactNumber(last, times: UInt64(index))
    return numerator.divided(by: UInt64(intervals))
  }
}

/// Numbers from `first` through `last`, both of one sign, with equal ratios.
public struct GeometricSpacing: Sendable {
  private let first: Double
  private let last: Double
  private let intervals: Int
  /// log of the ratio of the significands.
  private let logarithm: DoubleDouble

  public init(first: Double, last: Double, intervals: Int) {
    self.first = first
    self.last = last
    self.intervals = intervals
    logarithm = (DoubleDouble(last.significand) / first.significand).logarithm
  }

  /// first^(1 − i/K)·last^(i/K): the nearest number to a value right to 85 bits, so that what is a number itself comes out as it is.
  public func member(_ index: Int) -> Double {
    if index == 0 || intervals == 0 { return first }
    if index == intervals { return last }
    // The power of two is split into a whole one and a rest.
    let doublings = index * Int(last.exponent - first.exponent)
    let whole = Int((Double(doublings) / Double(intervals)).rounded(.down))
    let rest = Double(doublings - whole * intervals)
    let count = Double(intervals)
    let power =
      DoubleDouble.naturalLogarithmOf2 * rest / count + logarithm * Double(index) / count
    let significand = power.exponential * first.significand
    let magnitude = Glibc.scalbn(significand.high, Int32(Int(first.exponent) + whole))
    return first < 0 ? -magnitude : magnitude
  }
}
