// SPDX-License-Identifier: Apache-2.0

/// A number in a table for people: whole numbers in digits, others to five significant digits.
struct ShortNumber: CustomStringConvertible {
  static let digits = 5

  let description: String

  init(_ value: Double, digits: Int = ShortNumber.digits) {
    guard value.isFinite, value != value.rounded(.towardZero) || abs(value) >= 0x1p53 else {
      // Readers take −0 for a number below 0.
      description = NumberText(value == 0 ? 0 : value).description
      return
    }
    description = NumberText(Self.rounded(value, digits)).description
  }

  /// The double nearest to the decimal of so many significant digits.
  private static func rounded(_ value: Double, _ digits: Int) -> Double {
    var text = NumberText.scientificDigits(abs(value))
    guard text.digits.count > digits else { return value }
    let roundsUp = text.digits[digits] >= UInt8(ascii: "5")
    text.digits.removeSubrange(digits...)
    var whole = text.digits.reduce(0) { $0 * 10 + Int($1) - 48 }
    if roundsUp { whole += 1 }
    let power = text.exponent - digits + 1
    var decimal = Double("\(whole)e\(power)") ?? value
    // Above the largest number there is none to round up to.
    if decimal.isInfinite { decimal = Double("\(whole - 1)e\(power)") ?? value }
    return value < 0 ? -decimal : decimal
  }
}
