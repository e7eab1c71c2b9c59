// SPDX-License-Identifier: Apache-2.0

import BenignCore
import Concurrency
import Glibc

/// A place in JSON text that moves forward over what it reads.
struct ByteCursor {
  let bytes: [UInt8]
  private(set) var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool {
    mutating get {
      skipBlanks()
      return position == bytes.count
    }
  }

  private mutating func skipBlanks() {
    while position < bytes.count, bytes[position] <= UInt8(ascii: " ") { position += 1 }
  }

  private mutating func peek() -> UInt8? {
    skipBlanks()
    return position < bytes.count ? bytes[position] : nil
  }

  /// Whether this character stands here; it is then behind.
  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard peek() == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  /// A string without escapes, as our names are; `nil` where there is none.
  mutating func name() -> String? {
    guard take("\"") else { return nil }
    let start = position
    while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
      if bytes[position] == UInt8(ascii: "\\") { return nil }
      position += 1
    }
    guard position < bytes.count else { return nil }
    defer { position += 1 }
    return String(validating: bytes[start..<position], as: UTF8.self)
  }

  /// Goes behind a value of any kind, by its brackets and quotes; `false` where it does not end.
  mutating func skipValue() -> Bool {
    var depth = 0
    var isQuoted = false
    skipBlanks()
    while position < bytes.count {
      let byte = bytes[position]
      if isQuoted {
        if byte == UInt8(ascii: "\\") { position += 1 }
        if byte == UInt8(ascii: "\"") { isQuoted = false }
      } else {
        switch byte {
        case UInt8(ascii: "\""): isQuoted = true
        case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
        case UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"):
          if depth == 0 { return true }
          if byte != UInt8(ascii: ",") { depth -= 1 }
        default: break
        }
      }
      position += 1
    }
    return false
  }

  // MARK: Numbers

  /// Between two questions: less than a millisecond.
  private static let numbersBetweenQuestions = 4096

  /// A list of numbers, behind those that are there; whether it is one.
  /// - Throws: `.interrupted`.
  mutating func appendNumbers(
    to numbers: inout [Double], stop: StopSignal
  ) throws(CoreError) -> Bool {
    guard take("[") else { return false }
    if take("]") { return true }
    repeat {
      if numbers.count % Self.numbersBetweenQuestions == 0, stop.isRequested { throw .interrupted }
      guard let number = number() else { return false }
      numbers.append(number)
    } while take(",")
    return take("]")
  }

  /// A list of equally long lists of numbers; `nil` where there is none.
  mutating func table(stop: StopSignal) throws(CoreError) -> Matrix? {
    guard take("[") else { return nil }
    var numbers: [Double] = []
    var (rows, width) = (0, 0)
    if take("]") { return Matrix(rows: 0, columns: 0) }
    repeat {
      let count = numbers.count
      guard try appendNumbers(to: &numbers, stop: stop) else { return nil }
      if rows == 0 { width = numbers.count }
      guard numbers.count - count == width else { return nil }
      rows += 1
    } while take(",")
    guard take("]") else { return nil }
    return Matrix(rows: width, columns: rows, storage: numbers).transposed
  }

  /// A number in JSON's form; `nil` where there is none, or the text ends with it.
  private mutating func number() -> Double? {
    skipBlanks()
    let start = position
    guard let end = endOfNumber(from: start), end < bytes.count else { return nil }
    position = end
    // What follows is no part of a number, so that `strtod` stops there; the locale is C's.
    return bytes.withUnsafeBytes { bytes in
      bytes.baseAddress.map { strtod($0.assumingMemoryBound(to: CChar.self) + start, nil) }
    }
  }

  /// −? digits (. digits)? ((e|E) (+|−)? digits)?
  private func endOfNumber(from start: Int) -> Int? {
    var place = start
    if has("-", at: place) { place += 1 }
    let isZero = has("0", at: place)
    guard let whole = endOfDigits(from: place), !isZero || whole == place + 1 else { return nil }
    place = whole
    if has(".", at: place) {
      guard let end = endOfDigits(from: place + 1) else { return nil }
      place = end
    }
    guard has("e", at: place) || has("E", at: place) else { return place }
    place += 1
    if has("+", at: place) || has("-", at: place) { place += 1 }
    return endOfDigits(from: place)
  }

  private func has(_ character: Unicode.Scalar, at place: Int) -> Bool {
    place < bytes.count && bytes[place] == UInt8(ascii: character)
  }

  /// `nil` where there is no digit.
  private func endOfDigits(from start: Int) -> Int? {
    var place = start
    while place < bytes.count, bytes[place] &- UInt8(ascii: "0") < 10 { place += 1 }
    return place > start ? place : nil
  }
}
