// SPDX-License-Identifier: Apache-2.0

/// Yes or no for 512 points: for point 8t + k in bit t of word k, so that signs of eight numbers go in at once.
struct PatternBits: Hashable, Sendable {
  private(set) var words = SIMD8<UInt64>.zero

  /// Tiles of eight points in one of them.
  static let tiles = 64

  func hash(into hasher: inout Hasher) {
    // One number of all words: the hasher takes its time over each.
    let factors = SIMD8<UInt64>(
      0x9E37_79B9_7F4A_7C15, 0xBF58_476D_1CE4_E5B9, 0x94D0_49BB_1331_11EB, 0xD6E8_FEB8_6659_FD93,
      0xA076_1D64_78BD_642F, 0xE703_7ED1_A0B4_28DB, 0x8EBC_6AF0_9C88_C6E3, 0x5895_65A1_9A8B_5C2D)
    hasher.combine((words &* factors).wrappedSum())
  }

  static func ^ (a: PatternBits, b: PatternBits) -> PatternBits {
    PatternBits(words: a.words ^ b.words)
  }

  var isEmpty: Bool { words == .zero }
  var count: Int { (0..<8).reduce(0) { $0 + words[$1].nonzeroBitCount } }

  @inline(__always)
  mutating func insert(_ mask: SIMDMask<SIMD8<Int64>>, tile: Int) {
    let bit = SIMD8<UInt64>(repeating: 1 &<< UInt64(tile))
    words |= SIMD8<UInt64>.zero.replacing(with: bit, where: mask)
  }

  /// Writes the points in it, those of a block of 512 beginning at `start`; returns how many.
  @inline(__always)
  func write(to points: UnsafeMutablePointer<Int>, start: Int) -> Int {
    var count = 0
    for k in 0..<8 {
      var bits = words[k]
      while bits != 0 {
        points[count] = start + 8 * bits.trailingZeroBitCount + k
        count += 1
        bits &= bits &- 1
      }
    }
    return count
  }

  /// Which of `count` numbers are positive, those of a block of 512 each.
  static func positive(_ numbers: UnsafePointer<Double>, count: Int) -> [PatternBits] {
    let buffer = UnsafeBufferPointer(start: numbers, count: count)
    return stride(from: 0, to: count, by: 8 * tiles).map { start in
      var bits = PatternBits()
      for i in stride(from: start, to: min(start + 8 * tiles, count), by: 8) {
        bits.insert(buffer.lanes(i, min(8, count - i)) .> 0, tile: (i - start) >> 3)
      }
      return bits
    }
  }

  static func of(_ flags: [Bool]) -> [PatternBits] {
    let numbers = flags.map { $0 ? 1.0 : 0 }
    return numbers.withUnsafeBufferPointer { numbers in
      numbers.baseAddress.map { positive($0, count: numbers.count) } ?? []
    }
  }
}

extension [PatternBits] {
  @inline(__always)
  func contains(_ point: Int) -> Bool {
    self[point >> 9].words[point & 7] &>> UInt64(point >> 3 & 63) & 1 == 1
  }

  /// The mask says which of the eight points of a tile are active.
  @inline(__always)
  func mask(ofTile tile: Int) -> SIMDMask<SIMD8<Int64>> {
    // The tile's bit becomes the sign, and the sign all bits: comparing whole numbers goes lane by lane.
    let signs = self[tile >> 6].words &<< UInt64(63 - tile & 63)
    let lanes = unsafeBitCast(signs, to: SIMD8<Int64>.self) &>> 63
    return unsafeBitCast(lanes, to: SIMDMask<SIMD8<Int64>>.self)
  }

  /// How many points differ.
  func distance(to other: [PatternBits]) -> Int {
    indices.reduce(0) { $0 + (self[$1] ^ other[$1]).count }
  }
}
