// SPDX-License-Identifier: Apache-2.0

import BenignCore
import BenignStore

/// Reads what a `ByteWriter` has written; what is not that is refused, and nothing is believed about lengths.
struct ByteReader {
  /// The bytes are not what was written.
  struct Damage: Error {}

  private var rest: ArraySlice<UInt8>

  /// - Throws: unless the seal at the end is that of this content under this name.
  init(_ bytes: [UInt8], sealedAs name: String) throws(Damage) {
    guard bytes.count >= 8 else { throw Damage() }
    rest = bytes.suffix(8)
    let seal = try word()
    rest = bytes.dropLast(8)
    guard Seal(rest, of: name).value == seal else { throw Damage() }
  }

  /// Whether all has been read.
  var isAtEnd: Bool { rest.isEmpty }

  /// That all has been read.
  func end() throws(Damage) {
    guard isAtEnd else { throw Damage() }
  }

  private mutating func take(_ count: Int) throws(Damage) -> ArraySlice<UInt8> {
    guard count >= 0, count <= rest.count else { throw Damage() }
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count)
  }

  mutating func word() throws(Damage) -> UInt64 {
    let bytes = try take(8)
    return bytes.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) }
  }

  mutating func whole() throws(Damage) -> Int { Int(truncatingIfNeeded: try word()) }
  mutating func number() throws(Damage) -> Double { Double(bitPattern: try word()) }

  mutating func tag() throws(Damage) -> UInt8 {
    guard let byte = try take(1).first else { throw Damage() }
    return byte
  }

  mutating func boolean() throws(Damage) -> Bool { try tag() != 0 }

  mutating func text() throws(Damage) -> String {
    let bytes = try take(try whole())
    guard let text = String(validating: bytes, as: UTF8.self) else { throw Damage() }
    return text
  }

  mutating func numbers() throws(Damage) -> [Double] {
    let count = try whole()
    guard count >= 0, count <= rest.count / 8 else { throw Damage() }
    let bytes = try take(8 * count)
    return [Double](unsafeUninitializedCapacity: count) { numbers, initialized in
      bytes.withUnsafeBytes { UnsafeMutableRawBufferPointer(numbers).copyMemory(from: $0) }
      initialized = count
    }
  }

  mutating func matrix() throws(Damage) -> Matrix {
    let (rows, columns) = (try whole(), try whole())
    let storage = try numbers()
    let count = rows.multipliedReportingOverflow(by: columns)
    guard rows >= 0, columns >= 0, !count.overflow, count.partialValue == storage.count else {
      throw Damage()
    }
    return Matrix(rows: rows, columns: columns, storage: storage)
  }

  mutating func optional<Value>(
    _ read: (inout ByteReader) throws(Damage) -> Value
  ) throws(Damage) -> Value? {
    try boolean() ? try read(&self) : nil
  }

  mutating func list<Value>(
    _ read: (inout ByteReader) throws(Damage) -> Value
  ) throws(Damage) -> [Value] {
    let count = try whole()
    // Every element takes a byte at least.
    guard count >= 0, count <= rest.count else { throw Damage() }
    var values: [Value] = []
    values.reserveCapacity(count)
    for _ in 0..<count { values.append(try read(&self)) }
    return values
  }
}
