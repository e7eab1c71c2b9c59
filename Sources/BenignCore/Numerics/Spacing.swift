// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Numbers from `first` through `last`, at equal distances.
public struct LinearSpacing: Sendable {
  let first: Double
  let last: Double
  /// How many distances there are.
  let intervals: Int

  /// A spacing of K + 1 members.
  ///
  /// - Parameter intervals: K ≥ 0.
  public init(first: Double, last: Double, intervals: Int) {
    (self.first, self.last, self.intervals) = (first, last, intervals)
  }

  /// (first·(K − i) + last·i)/K, rounded once.
  public func member(_ index: Int) -> Double {
    if index == 0 || intervals == 0 { return first }
    if index == intervals { return last }
    return quick(index) ?? exact(index)
  }

  /// The magnitudes at which products neither overflow nor lose their last bits.
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
///
/// first^(1 − i/K)·last^(i/K) is the product of a long stride and a short one, each of which is computed once to about 90 bits: the nearest
/// number to such a product is mostly the nearest to the value itself, and always where that is a number of double precision.
public struct GeometricSpacing: Sendable {
  /// significand·2^exponent.
  private struct Stride {
    let significand: DoubleDouble
    let exponent: Int
  }

  private let first: Double
  private let last: Double
  private let intervals: Int
  /// Members that a long stride passes.
  private let length: Int
  /// From the first member on by 0, 1, 2, … long strides; and by as many ratios from one to the next.
  private let long: [Stride]
  private let short: [Stride]

  /// A spacing of K + 1 members.
  ///
  /// - Parameters:
  ///   - first: finite, not 0.
  ///   - last: finite, not 0, of the same sign.
  ///   - intervals: K ≥ 0.
  public init(first: Double, last: Double, intervals: Int) {
    self.first = first
    self.last = last
    self.intervals = intervals
    length = max(1, Int(saturating: Double(max(0, intervals)).squareRoot()))
    guard intervals > 0 else {
      (long, short) = ([], [])
      return
    }
    let ratio = Ratio(from: first, to: last, intervals: intervals)
    long = stride(from: 0, through: intervals, by: length).map { index in
      let power = ratio.power(index)
      return Stride(
        significand: power.significand * first.significand.magnitude,
        exponent: power.exponent + Int(first.exponent))
    }
    short = (0..<length).map { ratio.power($0) }
  }

  /// first^(1 − i/K)·last^(i/K) of index i, 0 … K; exactly `first` and `last` at both ends.
  public func member(_ index: Int) -> Double {
    if index == 0 || intervals == 0 { return first }
    if index == intervals { return last }
    let (far, near) = (long[index / length], short[index % length])
    let significand = far.significand * near.significand
    let magnitude = Glibc.scalbn(significand.high, Int32(far.exponent + near.exponent))
    return first < 0 ? -magnitude : magnitude
  }

  /// (last/first)^(1/K).
  private struct Ratio {
    private let intervals: Int
    /// The parts of ln(last/first): the logarithm of the significands' ratio, and the difference of the exponents.
    private let logarithm: DoubleDouble
    private let doublings: Int

    init(from first: Double, to last: Double, intervals: Int) {
      self.intervals = intervals
      logarithm = (DoubleDouble(last.significand) / first.significand).logarithm
      doublings = Int(last.exponent - first.exponent)
    }

    /// The ratio to a power; the power of two is split into a whole one and a rest.
    func power(_ index: Int) -> Stride {
      let count = Double(intervals)
      let exponent = Int(saturating: (Double(index * doublings) / count).rounded(.down))
      let rest = Double(index * doublings - exponent * intervals)
      let power =
        DoubleDouble.naturalLogarithmOf2 * rest / count + logarithm * Double(index) / count
      return Stride(significand: power.exponential, exponent: exponent)
    }
  }
}
