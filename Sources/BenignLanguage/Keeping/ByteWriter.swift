// SPDX-License-Identifier: Apache-2.0

import BenignCore
import BenignStore

/// Writes values one after the other, every number bit by bit; a seal over all of it stands at the end.
struct ByteWriter {
  private var bytes: [UInt8] = []
  /// Bytes that it may still write.
  private var room: Int
  private var isOverfull = false

  /// - Parameters:
  ///   - capacity: about how many bytes will be written.
  ///   - room: how many may be, the seal included.
  init(capacity: Int = 0, room: Int = .max) {
    self.room = room
    if capacity <= room { bytes.reserveCapacity(capacity) } else { isOverfull = true }
  }

  /// What was written, sealed with the name that it is kept under; `nil` where it was too much.
  consuming func sealed(as name: String) -> [UInt8]? {
    add(Seal(bytes[...], of: name).value)
    return isOverfull ? nil : bytes
  }

  /// Whether there is room for so many bytes more; if not, nothing more is written at all.
  private mutating func take(_ count: Int) -> Bool {
    if count > room { isOverfull = true }
    if isOverfull { return false }
    room -= count
    return true
  }

  mutating func add(_ word: UInt64) {
    guard take(8) else { return }
    withUnsafeBytes(of: word.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func add(_ count: Int) { add(UInt64(bitPattern: Int64(count))) }
  mutating func add(_ number: Double) { add(number.bitPattern) }
  mutating func add(_ boolean: Bool) { tag(boolean ? 1 : 0) }

  mutating func tag(_ tag: UInt8) {
    if take(1) { bytes.append(tag) }
  }

  /// A tag, and behind it what `content` adds.
  mutating func tagged(_ tag: UInt8, _ content: (inout ByteWriter) -> Void) {
    self.tag(tag)
    content(&self)
  }

  mutating func add(_ text: String) {
    add(text.utf8.count)
    if take(text.utf8.count) { bytes.append(contentsOf: text.utf8) }
  }

  mutating func add(_ numbers: [Double]) {
    add(numbers.count)
    guard take(8 * numbers.count) else { return }
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
    for value in values where !isOverfull { write(&self, value) }
  }
}
