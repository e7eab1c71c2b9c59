// SPDX-License-Identifier: Apache-2.0

/// A number as text that reads back as the same number: digits when whole and below 2⁵³, else the
/// shortest decimal (`1e-08`, `0.1`, `6.02e+23`); `inf`, `-inf`, `nan`. Never depends on a locale.
public struct NumberText: CustomStringConvertible, Sendable {
  public let description: String

  public init(_ value: Double) { description = Self.text(value) }

  private static func text(_ value: Double) -> String {
    guard value.isFinite else { return value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }
    if abs(value) < 0x1p53, value == value.rounded(.towardZero) {
      return value == 0 && value.sign == .minus ? "-0" : String(Int64(saturating: value))
    }
    let (digits, exponent) = scientificDigits(abs(value))
    let sign = value < 0 ? "-" : ""
    // From 0.0001 up positional, as in Python; whole numbers here are beyond what digits tell exactly.
    if exponent >= -4, abs(value) < 0x1p53 { return sign + positional(digits, exponent) }
    return sign + scientific(digits, exponent)
  }

  /// d₁d₂d₃… and e with value = d₁.d₂d₃… · 10^e; the standard library's description is the shortest.
  static func scientificDigits(_ value: Double) -> (digits: [UInt8], exponent: Int) {
    var digits: [UInt8] = []
    var pointAt: Int?
    var exponent = 0
    var text = value.description.utf8[...]
    if let mark = text.firstIndex(of: UInt8(ascii: "e")) {
      exponent = Int(String(text[text.index(after: mark)...]) ?? "") ?? 0
      text = text[..<mark]
    }
    for byte in text {
      if byte == UInt8(ascii: ".") {
        pointAt = digits.count
      } else {
        digits.append(byte)
      }
    }
    exponent += (pointAt ?? digits.count) - 1
    let leading = digits.prefix { $0 == UInt8(ascii: "0") }.count
    digits.removeFirst(leading)
    exponent -= leading
    while digits.last == UInt8(ascii: "0") { digits.removeLast() }
    return (digits, exponent)
  }

  private static func positional(_ digits: [UInt8], _ exponent: Int) -> String {
    let text = String(decoding: digits, as: UTF8.self)
    guard exponent >= 0 else { return "0." + String(repeating: "0", count: -exponent - 1) + text }
    let whole = text.prefix(exponent + 1)
    let fraction = text.dropFirst(exponent + 1)
    let padding = String(repeating: "0", count: max(0, exponent + 1 - digits.count))
    return fraction.isEmpty ? whole + padding : "\(whole).\(fraction)"
  }

  private static func scientific(_ digits: [UInt8], _ exponent: Int) -> String {
    let text = String(decoding: digits, as: UTF8.self)
    let fraction = text.dropFirst()
    let mantissa = fraction.isEmpty ? text : "\(text.prefix(1)).\(fraction)"
    let size = String(abs(exponent))
    return mantissa + (exponent < 0 ? "e-" : "e+") + (size.count < 2 ? "0" + size : size)
  }
}
