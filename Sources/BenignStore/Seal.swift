// SPDX-License-Identifier: Apache-2.0

/// A sum over bytes and the name that they are kept under: where a bit of either changes, it is another one.
public struct Seal: Sendable, Equatable {
  public private(set) var value: UInt64

  /// - Parameter name: what tells these bytes from others that are kept beside them.
  public init(_ bytes: ArraySlice<UInt8>, of name: String) {
    value = FNV1a(name.utf8).value
    bytes.withUnsafeBytes { add($0) }
  }

  init(value: UInt64) { self.value = value }

  init(_ bytes: UnsafeRawBufferPointer, of name: UnsafeRawBufferPointer) {
    self.init(bytes, hash: FNV1a(name).value)
  }

  /// - Parameter hash: of the name.
  init(_ bytes: UnsafeRawBufferPointer, hash: UInt64) {
    value = hash
    add(bytes)
  }

  /// Eight bytes at a time.
  private mutating func add(_ bytes: UnsafeRawBufferPointer) {
    // Four sums side by side: each of them waits for its own last product.
    var sums = (value, value &+ 1, value &+ 2, value &+ 3)
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
    value = Self.mixed(value, UInt64(bytes.count))
  }

  /// Another one for another sum, and for another word.
  @inline(__always)
  private static func mixed(_ sum: UInt64, _ word: UInt64) -> UInt64 {
    let product = (sum ^ word) &* 0xD6E8_FEB8_6659_FD93
    return product ^ (product >> 29)
  }
}
