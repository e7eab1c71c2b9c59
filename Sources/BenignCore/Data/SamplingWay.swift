// SPDX-License-Identifier: Apache-2.0

/// How a mixture's points are drawn; decided without the network, so that the same points stand under every network.
enum SamplingWay {
  /// Gaussian noise in blocks: rotated coordinates.
  case reduced([Covariance.Block])
  /// Gaussian noise over so many eigenvalues that they are binned.
  case binnedPowerLaw(exponent: Double)
  case streamedBlocks([Covariance.Block])
  case streamedPowerLaw(exponent: Double)

  /// Up to here a Gaussian power law is streamed, exactly; above it its spectrum is binned.
  static let exactPowerLaw = 1e7

  init(_ mixture: Mixture) {
    let isGaussian = mixture.noise == .gaussian
    switch mixture.covariance.spectrum(dimension: mixture.dimension) {
    case .blocks(let blocks):
      self = isGaussian ? .reduced(blocks) : .streamedBlocks(blocks)
    case .powerLaw(let exponent):
      let isBinned = isGaussian && mixture.dimension > Self.exactPowerLaw
      self =
        isBinned ? .binnedPowerLaw(exponent: exponent) : .streamedPowerLaw(exponent: exponent)
    }
  }

  /// In what the points' law differs from the mixture's, in words; `nil` where it does not.
  var approximation: String? {
    switch self {
    case .reduced, .streamedBlocks, .streamedPowerLaw: nil
    case .binnedPowerLaw:
      "eigenvalues within a factor e^(1/64) of each other are replaced by their mean, the first 64 excepted"
    }
  }
}
