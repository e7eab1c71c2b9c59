// SPDX-License-Identifier: Apache-2.0

/// A moment as the protocol writes it: ISO 8601 in UTC, six digits after the second.
public struct Timestamp: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// Since 1970-01-01T00:00:00Z, leap seconds not counted.
  public let microseconds: Int64

  public init(microseconds: Int64) { self.microseconds = microseconds }

  public static func < (first: Timestamp, second: Timestamp) -> Bool {
    first.microseconds < second.microseconds
  }

  public var description: String {
    let (days, ofDay) = floorDivide(microseconds, 86_400_000_000)
    let (year, month, day) = civil(fromDays: days)
    let (seconds, fraction) = floorDivide(ofDay, 1_000_000)
    let clock =
      "\(digits(seconds / 3600, 2)):\(digits(seconds / 60 % 60, 2)):\(digits(seconds % 60, 2))"
    return
      "\(digits(year, 4))-\(digits(month, 2))-\(digits(day, 2))T\(clock).\(digits(fraction, 6))Z"
  }
}

extension Timestamp {
  /// The last moment that a text such as `2026-01-31T12:30:00.123Z` may stand for: its clock shows
  /// only whole microseconds, milliseconds or seconds, so the text means an interval.
  ///
  /// Any number of digits after the second, `Z` or an offset such as `+01:00`; without either, UTC.
  public init?(latestOf text: String) {
    var reader = Reader(rest: text.utf8[...])
    guard
      let year = reader.number(4), reader.skip("-"), let month = reader.number(2), reader.skip("-"),
      let day = reader.number(2), reader.skip("T"), let hour = reader.number(2), reader.skip(":"),
      let minute = reader.number(2), reader.skip(":"), let second = reader.number(2),
      1...12 ~= month, 1...31 ~= day, hour < 24, minute < 60, second <= 60
    else { return nil }
    let fraction = reader.skip(".") ? reader.latestFraction() : 999_999
    guard let offset = reader.offset() else { return nil }
    let minutes = (days(fromCivil: (year, month, day)) * 24 + hour) * 60 + minute - offset
    microseconds = (minutes * 60 + second) * 1_000_000 + fraction
  }

  private struct Reader {
    var rest: Substring.UTF8View

    mutating func skip(_ character: Character) -> Bool {
      guard rest.first == character.asciiValue else { return false }
      rest.removeFirst()
      return true
    }

    mutating func number(_ count: Int) -> Int64? {
      let head = rest.prefix(count)
      guard head.count == count, head.allSatisfy({ 48...57 ~= $0 }) else { return nil }
      rest.removeFirst(count)
      return head.reduce(0) { $0 * 10 + Int64($1 - 48) }
    }

    /// Microseconds, the digits that are missing taken as nines.
    mutating func latestFraction() -> Int64 {
      var digits = rest.prefix { 48...57 ~= $0 }.prefix(6).map { Int64($0 - 48) }
      rest = rest.drop { 48...57 ~= $0 }
      digits += Array(repeating: 9, count: 6 - digits.count)
      return digits.reduce(0) { $0 * 10 + $1 }
    }

    /// Minutes east of Greenwich.
    mutating func offset() -> Int64? {
      if rest.isEmpty || skip("Z") { return rest.isEmpty ? 0 : nil }
      let sign: Int64 = skip("-") ? -1 : 1
      guard sign == -1 || skip("+"), let hours = number(2) else { return nil }
      _ = skip(":")
      guard let minutes = rest.isEmpty ? 0 : number(2), rest.isEmpty else { return nil }
      return sign * (hours * 60 + minutes)
    }
  }
}

private func digits(_ value: Int64, _ width: Int) -> String {
  let text = String(value)
  return String(repeating: "0", count: max(0, width - text.count)) + text
}

private func floorDivide(_ value: Int64, _ divisor: Int64) -> (quotient: Int64, remainder: Int64) {
  let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
  return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
}

// The Gregorian calendar in 400-year cycles of 146,097 days, each year beginning in March so that
// the leap day comes last (Hinnant, "chrono-compatible low-level date algorithms").

private func days(fromCivil date: (year: Int64, month: Int64, day: Int64)) -> Int64 {
  let year = date.month <= 2 ? date.year - 1 : date.year
  let (era, yearOfEra) = floorDivide(year, 400)
  let dayOfYear = (153 * ((date.month + 9) % 12) + 2) / 5 + date.day - 1
  return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
}

private func civil(fromDays days: Int64) -> (year: Int64, month: Int64, day: Int64) {
  let (era, day) = floorDivide(days + 719_468, 146_097)
  let yearOfEra = (day - day / 1460 + day / 36_524 - day / 146_096) / 365
  let dayOfYear = day - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
  let month = (5 * dayOfYear + 2) / 153
  return (
    era * 400 + yearOfEra + (month >= 10 ? 1 : 0), month < 10 ? month + 3 : month - 9,
    dayOfYear - (153 * month + 2) / 5 + 1
  )
}
