// SPDX-License-Identifier: Apache-2.0

import RealModule

extension NoiseLaw {
  /// Every law, in the order of the documentation.
  public static let all: [NoiseLaw] = [
    .gaussian, .rademacher, .uniform, .student, .pareto, .laplace,
  ]

  /// Box and Muller (1958): one radius for coordinates i and i + ½ width.
  public static let gaussian = NoiseLaw(
    "gaussian", tag: 0, "N(0, 1)", excessKurtosis: { _ in 0 }
  ) { chunk, _ in
    let half = ChunkGenerator.width / 2
    let (u, v) = (chunk.first, chunk.second)
    let low = min(chunk.count, half)
    chunk.stream.fillPairs(u, v, count: low)
    for i in 0..<low {
      let radius = (-2 * BranchFree.log(BranchFree.uniform(u[i]))).squareRoot()
      let turn = 2 * BranchFree.uniform(v[i]) - 1
      chunk.target[i] = radius * BranchFree.sineOfQuarterTurns(turn)
    }
    if chunk.count <= half { return }
    let upper = chunk.target + half
    for i in 0..<chunk.count - half {
      let radius = (-2 * BranchFree.log(BranchFree.uniform(u[i]))).squareRoot()
      let turn = 2 * BranchFree.uniform(v[i]) - 1
      let magnitude = radius * BranchFree.cosineOfQuarterTurns(turn)
      // The sine's angle covers half a turn; the cosine's sign, a bit that no uniform uses, covers the other.
      upper[i] = Double(bitPattern: magnitude.bitPattern ^ (u[i] &<< 63))
    }
  }

  /// Sixty-four signs a word.
  public static let rademacher = NoiseLaw(
    "rademacher", tag: 1, "±1 with equal probability", excessKurtosis: { _ in -2 }
  ) { chunk, _ in
    let u = chunk.first
    chunk.stream.fillSingles(u, count: (chunk.count + 63) / 64)
    for i in 0..<chunk.count {
      let sign = (u[i &>> 6] &>> UInt64(truncatingIfNeeded: i & 63)) &<< 63
      chunk.target[i] = Double(bitPattern: (1.0).bitPattern | sign)
    }
  }

  public static let uniform = NoiseLaw(
    "uniform", tag: 2, "uniform on ±√3", excessKurtosis: { _ in -1.2 }
  ) { chunk, _ in
    let u = chunk.first
    chunk.stream.fillSingles(u, count: chunk.count)
    let scale = (3.0).squareRoot()
    for i in 0..<chunk.count { chunk.target[i] = scale * (2 * BranchFree.uniform(u[i]) - 1) }
  }

  /// Bailey's polar form (1994), with an angle in place of the rejection: √(ν(U^{−2/ν} − 1))·cos 2πV has Student's law.
  public static let student = NoiseLaw(
    "student", tag: 3, "Student's t times √((df − 2)/df)",
    parameter: Parameter(
      name: "df", meaning: "degrees of freedom", lowerBound: 2,
      reason: "or the variance is infinite"),
    excessKurtosis: { $0 > 4 ? 6 / ($0 - 4) : .infinity }, finiteMoments: { $0 },
    tail: { x, degrees in
      let t = x * (degrees / (degrees - 2)).squareRoot()
      let logDensity =
        Double.logGamma(0.5 * (degrees + 1)) - Double.logGamma(0.5 * degrees)
        - 0.5 * Double.log(degrees * Double.pi)
        - 0.5 * (degrees + 1) * Double.log(onePlus: t * t / degrees)
      return min(1, 2 * Double.exp(logDensity) * (t + degrees / t) / degrees)
    }
  ) { chunk, degrees in
    let (u, v) = (chunk.first, chunk.second)
    chunk.stream.fillPairs(u, v, count: chunk.count)
    let power = -2 / degrees
    let scale = (degrees - 2).squareRoot()
    for i in 0..<chunk.count {
      let logarithm = BranchFree.log(BranchFree.uniform(u[i]))
      let radius = BranchFree.expMinusOne(power * logarithm).squareRoot()
      let turn = 2 * BranchFree.uniform(v[i]) - 1
      chunk.target[i] = scale * radius * BranchFree.sineOfQuarterTurns(turn)
    }
  }

  /// The inverse of the distribution function, and a sign from a bit that the uniform does not use.
  public static let pareto = NoiseLaw(
    "pareto", tag: 4, "±U^{−1/tail}·√((tail − 2)/tail)",
    parameter: Parameter(
      name: "tail", meaning: "exponent of the tail", lowerBound: 2,
      reason: "or the variance is infinite"),
    excessKurtosis: { $0 > 4 ? ($0 - 2) * ($0 - 2) / ($0 * ($0 - 4)) - 3 : .infinity },
    finiteMoments: { $0 },
    tail: { x, tail in
      let least = ((tail - 2) / tail).squareRoot()
      return x > least ? Double.pow(least / x, tail) : 1
    }
  ) { chunk, tail in
    let u = chunk.first
    chunk.stream.fillSingles(u, count: chunk.count)
    let power = -1 / tail
    let scale = ((tail - 2) / tail).squareRoot()
    for i in 0..<chunk.count {
      let size = scale * BranchFree.exp(power * BranchFree.log(BranchFree.uniform(u[i])))
      chunk.target[i] = Double(bitPattern: size.bitPattern | (u[i] &<< 63))
    }
  }

  /// The inverse of the distribution function, and a sign from a bit that the uniform does not use.
  public static let laplace = NoiseLaw(
    "laplace", tag: 5, "Laplace's law with density e^{−√2|x|}/√2", excessKurtosis: { _ in 3 },
    tail: { x, _ in Double.exp(-(2.0).squareRoot() * x) }
  ) { chunk, _ in
    let u = chunk.first
    chunk.stream.fillSingles(u, count: chunk.count)
    let scale = -(0.5).squareRoot()
    for i in 0..<chunk.count {
      let size = scale * BranchFree.log(BranchFree.uniform(u[i]))
      chunk.target[i] = Double(bitPattern: size.bitPattern | (u[i] &<< 63))
    }
  }
}

extension Noise {
  /// N(0, 1).
  public static let gaussian = Self(.gaussian)
  /// ±1 with equal probability.
  public static let rademacher = Self(.rademacher)
  /// Uniform on [−√3, √3].
  public static let uniform = Self(.uniform)
  /// Density e^{−√2|x|}/√2.
  public static let laplace = Self(.laplace)

  /// Student's t with these degrees of freedom, > 2, scaled to variance 1.
  public static func student(degreesOfFreedom: Double) -> Self {
    Self(.student, parameter: degreesOfFreedom)
  }

  /// ±U^{−1/tail}·√((tail − 2)/tail), U uniform on (0, 1); tail > 2.
  public static func pareto(tail: Double) -> Self { Self(.pareto, parameter: tail) }
}
