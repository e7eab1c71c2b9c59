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
    if case .axis(let index) = meanDirection {
      guard index >= 0, index < dimension, index == index.rounded() else {
        throw .invalid(key: "mean", reason: "axis(k) counts eigenvectors from 0 to p − 1")
      }
    }
  }
}

extension Double {
  /// A whole number without the decimal point.
  var plain: String { magnitude < 0x1p53 ? "\(Int(saturating: self))" : "\(self)" }
}
