// SPDX-License-Identifier: Apache-2.0

/// A hash over the bits of numbers, the same in every process: whether two states agree in every bit is seen from it.
///
/// Four sums run side by side, since each of them waits for its own last product.
public struct Fingerprint: Sendable, Equatable {
  private var lanes = SIMD4<UInt64>(
    0x9E37_79B9_7F4A_7C15, 0xBF58_476D_1CE4_E5B9, 0x94D0_49BB_1331_11EB, 0xCBF2_9CE4_8422_2325)
  private static let factor: UInt64 = 0xD6E8_FEB8_6659_FD93

  /// A hash to which nothing has been added.
  public init() {}

  /// Adds the bits of all numbers, and how many there are; 0 and −0 differ.
  public mutating func add(_ numbers: [Double]) {
    numbers.withUnsafeBufferPointer { numbers in
      var index = 0
      var sums = (lanes[0], lanes[1], lanes[2], lanes[3])
      while index + 4 <= numbers.count {
        sums.0 = Self.mixed(sums.0, numbers[index].bitPattern)
        sums.1 = Self.mixed(sums.1, numbers[index + 1].bitPattern)
        sums.2 = Self.mixed(sums.2, numbers[index + 2].bitPattern)
        sums.3 = Self.mixed(sums.3, numbers[index + 3].bitPattern)
        index += 4
      }
      lanes = SIMD4(sums.0, sums.1, sums.2, sums.3)
      while index < numbers.count {
        lanes[index & 3] = Self.mixed(lanes[index & 3], numbers[index].bitPattern)
        index += 1
      }
    }
    add(UInt64(numbers.count))
  }

  /// Adds one word.
  public mutating func add(_ word: UInt64) { lanes[0] = Self.mixed(lanes[0], word) }

  /// Adds the UTF-8 bytes of the text, and how many there are.
  public mutating func add(_ text: String) {
    for byte in text.utf8 { add(UInt64(byte)) }
    add(UInt64(text.utf8.count))
  }

  /// The hash of all that was added so far, in the order in which it was added.
  public var value: UInt64 {
    (0..<4).reduce(0) { Self.mixed($0, lanes[$1]) }
  }

  @inline(__always)
  private static func mixed(_ sum: UInt64, _ word: UInt64) -> UInt64 {
    let product = (sum ^ word) &* factor
    return product ^ (product >> 29)
  }
}
