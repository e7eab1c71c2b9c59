// SPDX-License-Identifier: Apache-2.0

extension Mixture {
  /// The ranges that hold for every caller, whatever checked them before.
  /// - Throws: `.invalid`.
  public func validate() throws(CoreError) {
    guard points >= 1 else { throw .invalid(key: "n", reason: "n is at least 1") }
    guard dimension >= 1, dimension <= 0x1p53, dimension == dimension.rounded() else {
      throw .invalid(key: "p", reason: "p is whole, from 1 to 2^53")
    }
    guard meanNorm >= 0, meanNorm.isFinite else {
      throw .invalid(key: "mu", reason: "mu is a finite number ≥ 0")
    }
    guard noiseLevel > 0, noiseLevel.isFinite else {
      throw .invalid(key: "noise", reason: "noise is a finite number > 0")
    }
    guard flip >= 0, flip <= 0.5 else {
      throw .invalid(key: "flip", reason: "flip lies between 0 and 0.5")
    }
    try noise.validate()
    try covariance.validate(dimension: dimension)
    guard balance > 0, balance < 1 else {
      throw .invalid(key: "balance", reason: "balance lies between 0 and 1, both excluded")
    }
    if case .many(let count) = clusters, count < 2 {
      throw .invalid(key: "clusters", reason: "clusters are pair, xor or at least 2")
    }
    try validateMeans()
  }

  private func validateMeans() throws(CoreError) {
    let count = Double(meanCount)
    guard count <= dimension else {
      throw .invalid(
        key: "clusters", reason: "\(meanCount) orthogonal means need as many dimensions; p is fewer"
      )
    }
    switch meanDirection {
    case .axis(let index):
      guard index >= 0, index < dimension, index == index.rounded() else {
        throw .invalid(key: "mean", reason: "axis(k) counts eigenvectors from 0 to p − 1")
      }
      guard index + count <= dimension else {
        throw .invalid(
          key: "mean",
          reason: """
            these clusters have \(meanCount) means along the axes from k on, so k is at most \
            \((dimension - count).plain)
            """)
      }
    case .spread:
      guard count > 1, narrowestBlock < count else { return }
      throw .invalid(
        key: "mean",
        reason: """
          spread means take \(meanCount) coordinates of every eigenvalue of cov, and one has \
          \(narrowestBlock.plain): put the means along eigenvectors with mean=axis(0), or give cov blocks of \
          at least \(meanCount)
          """)
    }
  }

  /// The least multiplicity of an eigenvalue.
  private var narrowestBlock: Double {
    switch covariance.spectrum(dimension: dimension) {
    case .blocks(let blocks): return blocks.map(\.multiplicity).min() ?? dimension
    case .powerLaw: return 1
    }
  }
}

extension Double {
  /// A whole number without the decimal point.
  var plain: String { magnitude < 0x1p53 ? "\(Int(saturating: self))" : "\(self)" }
}
