// SPDX-License-Identifier: Apache-2.0

/// Yes or no for 512 points: for point 8t + k in bit t of word k, so that signs of eight numbers go in at once.
struct PatternBits {
  private(set) var words = SIMD8<UInt64>.zero

  /// Tiles of eight points in one of them.
  static let tiles = 64

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

  /// Which numbers are positive, column by column of `tiles` lanes each.
  static func positive(_ lanes: [Lanes], tiles: Int) -> [PatternBits] {
    stride(from: 0, to: lanes.count, by: tiles).flatMap { start in
      stride(from: 0, to: tiles, by: Self.tiles).map { first in
        var bits = PatternBits()
        for tile in first..<min(first + Self.tiles, tiles) {
          bits.insert(lanes[start + tile] .> 0, tile: tile - first)
        }
        return bits
      }
    }
  }

  static func of(_ flags: [Bool]) -> [PatternBits] {
    let lanes = LaneVector(flags.map { $0 ? 1 : 0 }).lanes
    return positive(lanes, tiles: lanes.count)
  }
}
