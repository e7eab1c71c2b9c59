// SPDX-License-Identifier: Apache-2.0

import BenignCore

/// Writes values one after the other, every number bit by bit; a sum over all of it stands at the end.
struct ByteWriter {
  private var bytes: [UInt8] = []

  /// - Parameter capacity: about how many bytes will be written.
  init(capacity: Int = 0) { bytes.reserveCapacity(capacity) }

  /// What was written, sealed.
  consuming func sealed() -> [UInt8] {
    add(Seal(bytes[...]).value)
    return bytes
  }

  mutating func add(_ word: UInt64) {
    withUnsafeBytes(of: word.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func add(_ count: Int) { add(UInt64(bitPattern: Int64(count))) }
  mutating func add(_ number: Double) { add(number.bitPattern) }
  mutating func add(_ boolean: Bool) { bytes.append(boolean ? 1 : 0) }
  mutating func tag(_ tag: UInt8) { bytes.append(tag) }

  mutating func add(_ text: String) {
    add(text.utf8.count)
    bytes.append(contentsOf: text.utf8)
  }

  mutating func add(_ numbers: [Double]) {
    add(numbers.count)
    // Every processor that Benign is built for is little-endian.
    numbers.withUnsafeBytes { bytes.append(contentsOf: $0) }
  }

  mutating func add(_ matrix: Matrix) {
    add(matrix.rows)
    add(matrix.columns)
    add(matrix.storage)
  }

  /// Whether there is a value, and the value.
  mutating func add<Value>(_ value: Value?, _ write: (inout ByteWriter, Value) -> Void) {
    add(value != nil)
    if let value { write(&self, value) }
  }

  mutating func add<Value>(each values: [Value], _ write: (inout ByteWriter, Value) -> Void) {
    add(values.count)
    for value in values { write(&self, value) }
  }
}

/// A sum over bytes, eight at a time.
struct Seal {
  private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  init(_ bytes: ArraySlice<UInt8>) {
    bytes.withUnsafeBytes { bytes in
      // Four sums side by side: each of them waits for its own last product.
      var sums = (value, value + 1, value + 2, value + 3)
      var offset = 0
      func word(_ place: Int) -> UInt64 {
        UInt64(
          littleEndian: bytes.loadUnaligned(fromByteOffset: offset + 8 * place, as: UInt64.self))
      }
      while offset + 32 <= bytes.count {
        sums.0 = Self.mixed(sums.0, word(0))
        sums.1 = Self.mixed(sums.1, word(1))
        sums.2 = Self.mixed(sums.2, word(2))
        sums.3 = Self.mixed(sums.3, word(3))
        offset += 32
      }
      for sum in [sums.0, sums.1, sums.2, sums.3] { value = Self.mixed(value, sum) }
      for index in offset..<bytes.count { value = Self.mixed(value, UInt64(bytes[index])) }
    }
    value = Self.mixed(value, UInt64(bytes.count))
  }

  @inline(__always)
  private static func mixed(_ sum: UInt64, _ word: UInt64) -> UInt64 {
    let product = (sum ^ word) &* 0xD6E8_FEB8_6659_FD93
    return product ^ (product >> 29)
  }
}
