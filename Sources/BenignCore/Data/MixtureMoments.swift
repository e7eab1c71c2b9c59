// SPDX-License-Identifier: Apache-2.0

import RealModule

/// What the closed forms need of Σ and μ. Σ includes σ², and with `isOrthogonal` stands between two
/// projections wherever it multiplies noise.
struct MixtureMoments: Sendable {
  /// tr Σ.
  let trace: Double
  /// tr Σ².
  let traceOfSquare: Double
  /// ‖Σ‖.
  let largest: Double
  /// ‖μ‖².
  let squaredMean: Double
  /// μᵀ Σ μ; 0 where noise is orthogonal to μ.
  let meanQuadratic: Double
  /// μᵀ Σ⁻¹ μ; infinite where noise is orthogonal to μ ≠ 0.
  let meanInverseQuadratic: Double

  init(_ mixture: Mixture) {
    let blocks = mixture.covariance.blocks(dimension: mixture.dimension)
    let variance = mixture.noiseLevel * mixture.noiseLevel
    let shares = mixture.meanShares(of: blocks)
    squaredMean = mixture.meanNorm * mixture.meanNorm
    trace = variance * blocks.reduce(0) { $0 + $1.eigenvalue * $1.multiplicity }
    traceOfSquare =
      variance * variance
      * blocks.reduce(0) { $0 + $1.eigenvalue * $1.eigenvalue * $1.multiplicity }
    largest = variance * (blocks.map(\.eigenvalue).max() ?? 0)
    if mixture.isOrthogonal {
      meanQuadratic = 0
      meanInverseQuadratic = squaredMean > 0 ? .infinity : 0
      return
    }
    var quadratic = 0.0
    var inverse = 0.0
    for (block, share) in zip(blocks, shares) {
      quadratic += share * block.eigenvalue
      inverse += share / block.eigenvalue
    }
    meanQuadratic = variance * squaredMean * quadratic
    meanInverseQuadratic = squaredMean * inverse / variance
  }
}

extension Covariance {
  /// The spectrum as blocks of equal eigenvalues, in the order of definition.
  func blocks(dimension: Double) -> [Block] {
    switch self {
    case .isotropic: [Block(eigenvalue: 1, multiplicity: dimension)]
    case .blocks(let blocks): blocks
    case .powerLaw(let exponent): Self.powerLawBlocks(exponent: exponent, dimension: dimension)
    }
  }

  /// Single eigenvalues; a constant spectrum is one block.
  private static func powerLawBlocks(exponent: Double, dimension: Double) -> [Block] {
    if exponent == 0 { return [Block(eigenvalue: 1, multiplicity: dimension)] }
    return (1...Int(dimension)).map {
      Block(eigenvalue: Double.pow(Double($0), -exponent), multiplicity: 1)
    }
  }
}

extension Mixture {
  /// ‖μ_b‖²/‖μ‖² of each block.
  func meanShares(of blocks: [Covariance.Block]) -> [Double] {
    switch meanDirection {
    case .spread:
      return blocks.map { $0.multiplicity / dimension }
    case .axis(let index):
      var first = 0.0
      return blocks.map { block in
        defer { first += block.multiplicity }
        return index >= first && index < first + block.multiplicity ? 1 : 0
      }
    }
  }
}
