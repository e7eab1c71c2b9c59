// SPDX-License-Identifier: Apache-2.0

/// Numbers as text for people and for JSON.
enum NumberFormat {
  /// The shortest text that reads back as the same double: `0.25`, `1e-8`, `120000`.
  static func exact(_ value: Double) -> String {
    if value.magnitude < 1e15, let whole = Int(exactly: value) { return whole.description }
    // The standard library's own spelling is this one for most numbers.
    if 1e-4..<1e15 ~= value.magnitude { return value.description }
    return exact(DecimalNumber(value))
  }

  /// The same of a number that is given by its digits.
  static func exact(_ number: DecimalNumber) -> String {
    if -5...15 ~= number.exponent { return plain(number, decimals: 0, sign: "-", grouped: false) }
    return mantissa(number, sign: "-") + "e\(number.exponent)"
  }

  /// For people, to so many significant digits: `0.25`, `12 000`, `1.7×10⁻⁴`, `10⁻³⁰⁰`.
  static func readable(_ value: Double, significant: Int = 3) -> String {
    guard value.isFinite else { return value.isNaN ? "nan" : value < 0 ? "−∞" : "∞" }
    let number = DecimalNumber(value).rounded(to: significant)
    if -3...6 ~= number.exponent {
      return plain(number, decimals: 0, sign: "−", grouped: number.exponent >= 4)
    }
    return scientific(number)
  }

  /// `1.7×10⁻⁴`; a mantissa of 1 is left out.
  static func scientific(_ number: DecimalNumber) -> String {
    let power = "10" + superscript(number.exponent)
    if number.digits == [1] { return (number.isNegative ? "−" : "") + power }
    return mantissa(number, sign: "−") + "×" + power
  }

  /// Without exponent, with at least so many decimals, in groups of three digits if wanted.
  static func plain(_ number: DecimalNumber, decimals: Int, sign: String, grouped: Bool) -> String {
    let zero = UInt8(ascii: "0")
    let digit = { (place: Int) -> UInt8 in
      // Place 0 is the first digit; the unit stands at place `exponent`.
      number.digits.indices.contains(place) ? zero + number.digits[place] : zero
    }
    let wholeDigits = max(number.exponent, 0) + 1
    var bytes = number.isNegative ? Array(sign.utf8) : []
    for position in 0..<wholeDigits {
      bytes.append(digit(number.exponent >= 0 ? position : number.exponent))
      let left = wholeDigits - 1 - position
      if grouped, left > 0, left % 3 == 0 { bytes.append(contentsOf: "\u{202F}".utf8) }
    }
    let decimals = max(decimals, number.digits.count - 1 - number.exponent)
    if decimals > 0 {
      bytes.append(UInt8(ascii: "."))
      for decimal in 1...decimals { bytes.append(digit(number.exponent + decimal)) }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  static func superscript(_ exponent: Int) -> String {
    String(
      String(exponent).map { character -> Character in
        switch character {
        case "-": "⁻"
        case "0": "⁰"
        case "1": "¹"
        case "2": "²"
        case "3": "³"
        case "4": "⁴"
        case "5": "⁵"
        case "6": "⁶"
        case "7": "⁷"
        case "8": "⁸"
        default: "⁹"
        }
      })
  }

  /// A length in pixels, to hundredths.
  static func pixels(_ length: Double) -> String {
    let hundredths = Int(saturating: (length * 100).rounded())
    let magnitude = hundredths.magnitude
    var text = hundredths < 0 ? "-" : ""
    text += String(magnitude / 100)
    let rest = magnitude % 100
    guard rest > 0 else { return text }
    text += rest < 10 ? ".0" : "."
    text += String(rest % 10 == 0 ? rest / 10 : rest)
    return text
  }

  private static func mantissa(_ number: DecimalNumber, sign: String) -> String {
    let mantissa = DecimalNumber(isNegative: number.isNegative, digits: number.digits, exponent: 0)
    return plain(mantissa, decimals: 0, sign: sign, grouped: false)
  }
}
