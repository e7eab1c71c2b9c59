// SPDX-License-Identifier: Apache-2.0

/// A finite double as decimal digits: ±d₀.d₁d₂… × 10^exponent, the fewest that read back the same.
///
/// All text of figures is made from these digits by fixed rules, so that its bytes depend neither
/// on a locale nor on a C library.
struct DecimalNumber: Equatable {
  let isNegative: Bool
  /// 0 … 9 each; neither the first nor the last is 0 unless it is the only one.
  let digits: [UInt8]
  let exponent: Int

  init(isNegative: Bool, digits: [UInt8], exponent: Int) {
    let first = digits.firstIndex { $0 != 0 }
    let last = digits.lastIndex { $0 != 0 }
    guard let first, let last else {
      self.isNegative = false
      self.digits = [0]
      self.exponent = 0
      return
    }
    self.isNegative = isNegative
    self.digits = Array(digits[first...last])
    self.exponent = exponent - first
  }

  init(_ value: Double) {
    precondition(value.isFinite, "\(value) has no digits")
    // The standard library prints the shortest digits that round-trip, as 12.5, 1e-08 or 5e+22.
    var digits: [UInt8] = []
    digits.reserveCapacity(20)
    var pointAfter: Int?
    let text = value.magnitude.description
    let end = text.utf8.firstIndex(of: UInt8(ascii: "e")) ?? text.endIndex
    for byte in text.utf8[..<end] {
      if byte == UInt8(ascii: ".") {
        pointAfter = digits.count
      } else {
        digits.append(byte - UInt8(ascii: "0"))
      }
    }
    let exponent = Int(text[end...].dropFirst()) ?? 0
    let whole = pointAfter ?? digits.count
    self.init(isNegative: value < 0, digits: digits, exponent: exponent + whole - 1)
  }

  /// The nearest double.
  var value: Double {
    let whole = String(decoding: digits.map { $0 + UInt8(ascii: "0") }, as: UTF8.self)
    let magnitude = Double("\(whole)e\(exponent - digits.count + 1)") ?? 0
    return isNegative ? -magnitude : magnitude
  }

  /// Rounded half up to so many significant digits.
  func rounded(to count: Int) -> DecimalNumber {
    guard digits.count > count else { return self }
    var kept = Array(digits.prefix(count))
    var exponent = exponent
    if digits[count] >= 5 {
      var place = count - 1
      while place >= 0, kept[place] == 9 {
        kept[place] = 0
        place -= 1
      }
      if place >= 0 {
        kept[place] += 1
      } else {
        kept.insert(1, at: 0)
        exponent += 1
      }
    }
    return DecimalNumber(isNegative: isNegative, digits: kept, exponent: exponent)
  }
}
