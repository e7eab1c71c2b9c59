// SPDX-License-Identifier: Apache-2.0

/// Independent numbers of one law, mean 0 and variance 1, for one row over one chunk of coordinates.
///
/// Every number is a function of bits at a fixed place of a counter-based stream, without rejection: the loops vectorise, and the first numbers of
/// a chunk are the same however many are asked for.
struct ChunkGenerator {
  /// Coordinates to a chunk. It decides which bits a coordinate sees and never changes.
  static let width = 1024

  let noise: Noise
  /// One word a number, and a second one for the laws that need an angle.
  private var first = [UInt64](repeating: 0, count: ChunkGenerator.width)
  private var second = [UInt64](repeating: 0, count: ChunkGenerator.width)

  init(_ noise: Noise) { self.noise = noise }

  /// Writes the numbers of coordinates 0 ..< count of the stream's chunk.
  ///
  /// - Parameter target: room for `count` numbers, at most `width`.
  mutating func fill(_ target: UnsafeMutablePointer<Double>, count: Int, from stream: RandomStream)
  {
    precondition(count <= Self.width, "\(count) numbers of a chunk of \(Self.width)")
    let noise = noise
    first.withUnsafeMutableBufferPointer { first in
      second.withUnsafeMutableBufferPointer { second in
        guard let u = first.baseAddress, let v = second.baseAddress else { return }
        noise.law.fill(
          NoiseLaw.Chunk(target: target, count: count, stream: stream, first: u, second: v),
          noise.parameter)
      }
    }
  }
}
