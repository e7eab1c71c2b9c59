// SPDX-License-Identifier: Apache-2.0

import RealModule

/// The eigenvalues j^{−s}, j = 1 … p, of a large p as few blocks: single ones first, then bins replaced by their mean.
///
/// Within a bin the eigenvalues differ by a factor of at most e^ε, so with G̃ for the bins' Gram matrix e^{−ε}G̃ ≤ G ≤ e^{ε}G̃. What lies so far down that all of it
/// together is below 1e-20 of the trace is one bin.
enum SpectrumBins {
  /// ε.
  static let logRatio = 1.0 / 64
  /// Eigenvalues that always stand alone.
  static let single = 64.0
  private static let negligible = 1e-20

  /// - Complexity: about s·(1 + ln p)/ε blocks.
  static func blocks(exponent: Double, dimension: Double) -> [Covariance.Block] {
    let trace = PowerSum.sum(power: -exponent, from: 1, through: dimension)
    let step = Double.expMinusOne(logRatio / exponent)
    var blocks = [Covariance.Block]()
    var first = 1.0
    while true {
      let rest = PowerSum.sum(power: -exponent, from: first, through: dimension)
      var last = first <= single ? first : min(dimension, (first * (1 + step)).rounded(.down))
      if first > single, rest <= negligible * trace { last = dimension }
      let sum = PowerSum.sum(power: -exponent, from: first, through: last)
      let count = last - first + 1
      blocks.append(Covariance.Block(eigenvalue: sum / count, multiplicity: count))
      if last == dimension { return blocks }
      first = last + 1
    }
  }
}
