// SPDX-License-Identifier: Apache-2.0

/// The hash FNV-1a of 64 bits (Fowler, Noll and Vo): the same in every process, as Swift's own hashes are not.
struct FNV1a {
  private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  init() {}
  init(_ bytes: some Sequence<UInt8>) { add(bytes) }

  mutating func add(_ bytes: some Sequence<UInt8>) { for byte in bytes { add(byte) } }

  @inline(__always)
  mutating func add(_ byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }

  /// The hash in hexadecimal digits, without zeros in front.
  var hexadecimal: String { String(value, radix: 16) }
}
