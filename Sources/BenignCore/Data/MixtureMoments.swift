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
    let sums = SpectralSums(mixture)
    let variance = mixture.noiseLevel * mixture.noiseLevel
    squaredMean = mixture.meanNorm * mixture.meanNorm
    trace = variance * sums.first
    traceOfSquare = variance * variance * sums.second
    largest = variance * sums.largest
    if mixture.isOrthogonal {
      meanQuadratic = 0
      meanInverseQuadratic = squaredMean > 0 ? .infinity : 0
    } else {
      meanQuadratic = variance * squaredMean * sums.alongMean
      meanInverseQuadratic = squaredMean * sums.inverseAlongMean / variance
    }
  }
}

/// Sums over the spectrum of Σ, without σ², in time that does not depend on p.
private struct SpectralSums {
  /// Σ λ_j.
  let first: Double
  /// Σ λ_j².
  let second: Double
  let largest: Double
  /// Σ e_j²λ_j and Σ e_j²/λ_j for e = μ/‖μ‖.
  let alongMean: Double
  let inverseAlongMean: Double

  init(_ mixture: Mixture) {
    switch mixture.covariance.spectrum(dimension: mixture.dimension) {
    case .blocks(let blocks): self.init(blocks, shares: mixture.meanShares(of: blocks))
    case .powerLaw(let exponent): self.init(mixture, exponent: exponent)
    }
  }

  private init(_ blocks: [Covariance.Block], shares: [Double]) {
    first = blocks.reduce(0) { $0 + $1.eigenvalue * $1.multiplicity }
    second = blocks.reduce(0) { $0 + $1.eigenvalue * $1.eigenvalue * $1.multiplicity }
    largest = blocks.map(\.eigenvalue).max() ?? 0
    alongMean = zip(blocks, shares).reduce(0) { $0 + $1.1 * $1.0.eigenvalue }
    inverseAlongMean = zip(blocks, shares).reduce(0) { $0 + $1.1 / $1.0.eigenvalue }
  }

  private init(_ mixture: Mixture, exponent: Double) {
    let p = mixture.dimension
    first = PowerSum.sum(power: -exponent, from: 1, through: p)
    second = PowerSum.sum(power: -2 * exponent, from: 1, through: p)
    largest = 1
    switch mixture.meanDirection {
    case .spread:
      alongMean = first / p
      inverseAlongMean = PowerSum.sum(power: exponent, from: 1, through: p) / p
    case .axis(let index):
      alongMean = Double.pow(index + 1, -exponent)
      inverseAlongMean = Double.pow(index + 1, exponent)
    }
  }
}

extension Covariance {
  enum Spectrum {
    /// Equal eigenvalues together, in the order of definition.
    case blocks([Block])
    /// j^{−s}, s > 0.
    case powerLaw(exponent: Double)
  }

  func spectrum(dimension: Double) -> Spectrum {
    switch self {
    case .isotropic: .blocks([Block(eigenvalue: 1, multiplicity: dimension)])
    case .blocks(let blocks): .blocks(blocks)
    case .powerLaw(let exponent):
      exponent > 0
        ? .powerLaw(exponent: exponent)
        : .blocks([Block(eigenvalue: 1, multiplicity: dimension)])
    }
  }
}
