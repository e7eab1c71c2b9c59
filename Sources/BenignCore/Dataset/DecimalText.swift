// SPDX-License-Identifier: Apache-2.0

/// A number as people write it: digits with a decimal point and an exponent, and nothing else that a C library would read (no `0x10`, `inf`, `nan`).
struct DecimalText {
  /// The nearest number in double precision; infinite where there is none.
  let number: Double
  /// Whether the text is the way to write just this number: no needless zero in front, and as a decimal exactly what the number prints as.
  let isCanonical: Bool

  /// - Parameter text: without blanks around it.
  /// - Returns: `nil` for what is no decimal number.
  init?(_ text: String) {
    guard let digits = Digits(text), let number = Double(text) else { return nil }
    self.number = number
    isCanonical = digits.hasPlainStart && number.isFinite && digits.equals(Digits("\(number)"))
  }

  /// The number that a field of a table holds, whatever its form; `nil` where it holds none.
  static func finiteNumber(_ field: String) -> Double? {
    if let number = unpaddedNumber(field) { return number }
    // Quotes keep blanks.
    let text = field.drop(while: \.isWhitespace)
    let blanks = text.reversed().prefix(while: \.isWhitespace).count
    return text.count == field.count && blanks == 0 ? nil : unpaddedNumber(text.dropLast(blanks))
  }

  private static func unpaddedNumber(_ field: some StringProtocol) -> Double? {
    guard let number = Double(field), number.isFinite else { return nil }
    // Of what is no decimal number the library reads nan, inf, and this, which begins with 0x.
    let isHexadecimal = field.utf8.prefix(3).contains { $0 | 0x20 == UInt8(ascii: "x") }
    guard !isHexadecimal else { return nil }
    return number
  }
}

/// A decimal number consists of a sign, digits without zeros around them, and a power of ten.
private struct Digits {
  private var isNegative = false
  private var significant: [UInt8] = []
  /// The power of ten of the first significant digit.
  private var power = 0
  /// Whether digits stand on both sides of the point, and none before them is a needless zero.
  private(set) var hasPlainStart = true

  init?(_ text: String) {
    var rest = text.utf8[...]
    if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
      isNegative = sign == UInt8(ascii: "-")
      rest = rest.dropFirst()
    }
    let whole = Self.takeDigits(&rest)
    var fraction = [UInt8]()
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      fraction = Self.takeDigits(&rest)
      hasPlainStart = !fraction.isEmpty
    }
    guard !whole.isEmpty || !fraction.isEmpty, let exponent = Self.takeExponent(&rest), rest.isEmpty
    else { return nil }
    let isPadded = whole.count > 1 && whole.first == UInt8(ascii: "0")
    hasPlainStart = hasPlainStart && !whole.isEmpty && !isPadded
    let all = whole + fraction
    let zeros = all.prefix { $0 == UInt8(ascii: "0") }.count
    significant = Array(all.dropFirst(zeros))
    while significant.last == UInt8(ascii: "0") { significant.removeLast() }
    power = significant.isEmpty ? 0 : exponent + whole.count - 1 - zeros
  }

  func equals(_ other: Digits?) -> Bool {
    guard let other else { return false }
    let isZero = significant.isEmpty && other.significant.isEmpty
    return isZero
      || (isNegative == other.isNegative && significant == other.significant
        && power == other.power)
  }

  private static func takeDigits(_ rest: inout Substring.UTF8View) -> [UInt8] {
    let digits = rest.prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
    rest = rest.dropFirst(digits.count)
    return Array(digits)
  }

  /// - Returns: 0 where there is none; `nil` for one without digits.
  private static func takeExponent(_ rest: inout Substring.UTF8View) -> Int? {
    guard let mark = rest.first, mark == UInt8(ascii: "e") || mark == UInt8(ascii: "E") else {
      return 0
    }
    rest = rest.dropFirst()
    var sign = 1
    if rest.first == UInt8(ascii: "-") { sign = -1 }
    if let first = rest.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
      rest = rest.dropFirst()
    }
    let digits = takeDigits(&rest)
    guard !digits.isEmpty else { return nil }
    // Beyond a million every number is 0 or too large, whatever the exponent is.
    let size = digits.reduce(0) { min($0 * 10 + Int($1 - UInt8(ascii: "0")), 1_000_000) }
    return sign * size
  }
}
