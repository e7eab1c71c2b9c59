// SPDX-License-Identifier: Apache-2.0

/// A number with its standard error: both to the second digit of the error, with one power of ten where the number is small or large.
///
/// "0.2921 ± 0.0035", "(8.561 ± 0.087)·10⁻⁴". Repeats that are all the same say nothing of how far another one might be; then, and where only
/// rounding errors tell them apart, the number stands alone.
struct UncertainNumber: CustomStringConvertible {
  let description: String

  init(_ mean: Double, _ error: Double?) {
    guard let error, mean.isFinite, error.isFinite, error > Self.roundingError * abs(mean) else {
      description = "\(ShortNumber(mean))"
      return
    }
    let largest = NumberText.scientificDigits(max(abs(mean), error)).exponent
    let power = Self.positionalPowers.contains(largest) ? 0 : largest
    let last = NumberText.scientificDigits(error).exponent - 1 - power
    let decimals = max(0, -last)
    let pair = [mean, error].map { Self.fixed($0, power: power, decimals: decimals) }
    let text = pair.joined(separator: " ± ")
    description = power == 0 ? text : "(\(text))·10\(Self.superscript(power))"
  }

  /// Relative to the mean: the spread of a sum of doubles.
  private static let roundingError = 1e-12
  /// Exponents of numbers that need no power of ten.
  private static let positionalPowers = -2...4

  /// The number divided by 10^power, with so many digits behind the point, rounded from its decimal digits.
  private static func fixed(_ value: Double, power: Int, decimals: Int) -> String {
    var (digits, exponent) = NumberText.scientificDigits(abs(value))
    exponent -= power
    let kept = exponent + 1 + decimals
    var roundsUp = false
    if kept < digits.count {
      roundsUp = kept >= 0 && digits[kept] >= UInt8(ascii: "5")
      digits.removeSubrange(max(kept, 0)...)
    }
    digits += [UInt8](repeating: UInt8(ascii: "0"), count: max(0, kept - digits.count))
    var whole =
      [UInt8](repeating: UInt8(ascii: "0"), count: max(0, decimals + 1 - digits.count)) + digits
    for index in whole.indices.reversed() where roundsUp {
      roundsUp = whole[index] == UInt8(ascii: "9")
      whole[index] = roundsUp ? UInt8(ascii: "0") : whole[index] + 1
    }
    if roundsUp { whole.insert(UInt8(ascii: "1"), at: 0) }
    let text = String(decoding: whole, as: UTF8.self)
    let sign = value < 0 ? "-" : ""
    return sign + text.dropLast(decimals) + (decimals > 0 ? "." + text.suffix(decimals) : "")
  }

  private static func superscript(_ power: Int) -> String {
    String(
      String(power).map { digit in
        digit == "-" ? "⁻" : digit.wholeNumberValue.map { Array("⁰¹²³⁴⁵⁶⁷⁸⁹")[$0] } ?? digit
      })
  }
}
