// SPDX-License-Identifier: Apache-2.0

/// The counter-based generator Philox4x64-10 (Salmon et al., 2011): a function of key and counter.
///
/// Any part of any stream can be computed alone, in any order, on any thread. A `Stream` names what it
/// is for, so that two purposes never share numbers.
struct Philox: Sendable {
  typealias Block = (UInt64, UInt64, UInt64, UInt64)

  /// Ten rounds on one counter.
  @inline(__always)
  static func block(counter: Block, key: (UInt64, UInt64)) -> Block {
    var (c0, c1, c2, c3) = counter
    var (k0, k1) = key
    for _ in 0..<10 {
      let first = c0.multipliedFullWidth(by: 0xD2E7_470E_E14C_6C93)
      let second = c2.multipliedFullWidth(by: 0xCA5A_8263_9512_1157)
      (c0, c1, c2, c3) = (second.high ^ c1 ^ k0, second.low, first.high ^ c3 ^ k1, first.low)
      k0 &+= 0x9E37_79B9_7F4A_7C15
      k1 &+= 0xBB67_AE85_84CA_A73B
    }
    return (c0, c1, c2, c3)
  }
}

/// What random numbers are drawn for. The raw value is part of the key, and never changes.
enum Purpose: UInt64, Sendable {
  case labels = 1, flips = 2
  case noise = 3, neurons = 4
  case lines = 5, testPoints = 6
  case split = 7
  case testSigns = 8
  case testComplements = 9
  case clusters = 10, testClusters = 11
  case biases = 12
  case bayes = 13
  case batches = 14
}

/// One stream of random numbers, named by seed, purpose, row and chunk.
struct RandomStream: Sendable {
  private let key: (UInt64, UInt64)
  private let row: UInt64
  private let chunk: UInt64
  private var index: UInt64 = 0
  private var buffer: Philox.Block = (0, 0, 0, 0)
  private var used = 4

  init(seed: UInt64, purpose: Purpose, row: Int = 0, chunk: Int = 0) {
    key = (seed, purpose.rawValue)
    self.row = UInt64(row)
    self.chunk = UInt64(chunk)
  }

  /// The next 64 random bits.
  @inline(__always)
  mutating func next() -> UInt64 {
    if used == 4 {
      buffer = Philox.block(counter: (index, row, chunk, 0), key: key)
      index &+= 1
      used = 0
    }
    used &+= 1
    switch used {
    case 1: return buffer.0
    case 2: return buffer.1
    case 3: return buffer.2
    default: return buffer.3
    }
  }

  /// Uniform on (0, 1): an odd multiple of 2⁻⁵³, so that neither end occurs.
  @inline(__always)
  mutating func uniform() -> Double {
    (Double(next() >> 12) + 0.5) * 0x1p-52
  }

  /// The stream's first words in order; writes up to a whole block, four words, more than asked for.
  func fillSingles(_ words: UnsafeMutablePointer<UInt64>, count: Int) {
    for index in 0..<(count + 3) / 4 {
      let block = Philox.block(
        counter: (UInt64(truncatingIfNeeded: index), row, chunk, 0), key: key)
      let place = words + 4 * index
      (place[0], place[1], place[2], place[3]) = block
    }
  }

  /// The stream's first words in pairs: of every block two for `first` and two for `second`. Writes up to one word more than asked for.
  func fillPairs(
    _ first: UnsafeMutablePointer<UInt64>, _ second: UnsafeMutablePointer<UInt64>, count: Int
  ) {
    for index in 0..<(count + 1) / 2 {
      let block = Philox.block(
        counter: (UInt64(truncatingIfNeeded: index), row, chunk, 0), key: key)
      let place = 2 * index
      (first[place], first[place + 1]) = (block.0, block.1)
      (second[place], second[place + 1]) = (block.2, block.3)
    }
  }
}
