// SPDX-License-Identifier: Apache-2.0

/// Independent numbers of one law, mean 0 and variance 1, for one row over one chunk of coordinates.
///
/// Every number is a function of bits at a fixed place of a counter-based stream, without rejection: the loops vectorise, and the first numbers of
/// a chunk are the same however many are asked for.
struct ChunkGenerator {
  /// Coordinates to a chunk. It decides which bits a coordinate sees and never changes.
  static let width = 1024

  let noise: Mixture.Noise
  /// One word a number, and a second one for the laws that need an angle.
  private var first = [UInt64](repeating: 0, count: ChunkGenerator.width)
  private var second = [UInt64](repeating: 0, count: ChunkGenerator.width)

  init(_ noise: Mixture.Noise) { self.noise = noise }

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
        switch noise {
        case .gaussian: Self.fillNormal(target, count, stream, u, v)
        case .rademacher: Self.fillSigns(target, count, stream, u)
        case .uniform: Self.fillUniform(target, count, stream, u)
        case .student(let degreesOfFreedom):
          Self.fillStudent(target, count, stream, u, v, degreesOfFreedom)
        case .pareto(let tail): Self.fillPareto(target, count, stream, u, tail)
        }
      }
    }
  }

  /// Box and Muller (1958): one radius for coordinates i and i + ½ width.
  private static func fillNormal(
    _ target: UnsafeMutablePointer<Double>, _ count: Int, _ stream: RandomStream,
    _ u: UnsafeMutablePointer<UInt64>, _ v: UnsafeMutablePointer<UInt64>
  ) {
    let half = width / 2
    let low = min(count, half)
    stream.fillPairs(u, v, count: low)
    for i in 0..<low {
      let radius = (-2 * BranchFree.log(BranchFree.uniform(u[i]))).squareRoot()
      let turn = 2 * BranchFree.uniform(v[i]) - 1
      target[i] = radius * BranchFree.sineOfQuarterTurns(turn)
    }
    if count <= half { return }
    let upper = target + half
    for i in 0..<count - half {
      let radius = (-2 * BranchFree.log(BranchFree.uniform(u[i]))).squareRoot()
      let turn = 2 * BranchFree.uniform(v[i]) - 1
      let magnitude = radius * BranchFree.cosineOfQuarterTurns(turn)
      // The sine's angle covers half a turn; the cosine's sign, a bit that no uniform uses, covers the other.
      upper[i] = Double(bitPattern: magnitude.bitPattern ^ (u[i] &<< 63))
    }
  }

  /// Sixty-four signs a word.
  private static func fillSigns(
    _ target: UnsafeMutablePointer<Double>, _ count: Int, _ stream: RandomStream,
    _ u: UnsafeMutablePointer<UInt64>
  ) {
    stream.fillSingles(u, count: (count + 63) / 64)
    for i in 0..<count {
      let sign = (u[i &>> 6] &>> UInt64(truncatingIfNeeded: i & 63)) &<< 63
      target[i] = Double(bitPattern: (1.0).bitPattern | sign)
    }
  }

  private static func fillUniform(
    _ target: UnsafeMutablePointer<Double>, _ count: Int, _ stream: RandomStream,
    _ u: UnsafeMutablePointer<UInt64>
  ) {
    stream.fillSingles(u, count: count)
    let scale = (3.0).squareRoot()
    for i in 0..<count { target[i] = scale * (2 * BranchFree.uniform(u[i]) - 1) }
  }

  /// Bailey's polar form (1994), with an angle in place of the rejection: √(ν(U^{−2/ν} − 1))·cos 2πV has Student's law.
  private static func fillStudent(
    _ target: UnsafeMutablePointer<Double>, _ count: Int, _ stream: RandomStream,
    _ u: UnsafeMutablePointer<UInt64>, _ v: UnsafeMutablePointer<UInt64>,
    _ degreesOfFreedom: Double
  ) {
    stream.fillPairs(u, v, count: count)
    let power = -2 / degreesOfFreedom
    let scale = (degreesOfFreedom - 2).squareRoot()
    for i in 0..<count {
      let logarithm = BranchFree.log(BranchFree.uniform(u[i]))
      let radius = BranchFree.expMinusOne(power * logarithm).squareRoot()
      let turn = 2 * BranchFree.uniform(v[i]) - 1
      target[i] = scale * radius * BranchFree.sineOfQuarterTurns(turn)
    }
  }

  /// The inverse of the distribution function, and a sign from a bit that the uniform does not use.
  private static func fillPareto(
    _ target: UnsafeMutablePointer<Double>, _ count: Int, _ stream: RandomStream,
    _ u: UnsafeMutablePointer<UInt64>, _ tail: Double
  ) {
    stream.fillSingles(u, count: count)
    let power = -1 / tail
    let scale = ((tail - 2) / tail).squareRoot()
    for i in 0..<count {
      let size = scale * BranchFree.exp(power * BranchFree.log(BranchFree.uniform(u[i])))
      target[i] = Double(bitPattern: size.bitPattern | (u[i] &<< 63))
    }
  }
}
