// SPDX-License-Identifier: Apache-2.0

/// Benign overfitting: zero training error on ỹ and a clean test error close to Bayes.
enum Verdict: String {
  case benign
  case tempered
  case harmful
  /// The Bayes error is so near to chance, ½ of balanced classes, that a guess would be benign, too.
  case chance
  case notInterpolating = "not interpolating"

  static let benignExcess = 0.01
  static let harmfulExcess = 0.1

  /// - Parameters:
  ///   - test: the 95 % interval of the test error; `nil` where that has no value.
  ///   - bayes: the Bayes error, an interval where it is sampled; `nil` where it is not known; it is then at least 0 and at most the test error.
  ///   - chance: the error of always giving the likelier label.
  /// - Throws: why the excess over the Bayes error may lie on either side of a threshold.
  init(
    trainError: Double, test: ClosedRange<Double>?, bayes: ClosedRange<Double>?,
    chance: Double = 0.5
  ) throws(VerdictGap) {
    if trainError > 0 {
      self = .notInterpolating
      return
    }
    if let bayes, chance - bayes.lowerBound <= Self.benignExcess {
      self = .chance
      return
    }
    guard let test else { throw .noTestError }
    let excess =
      bayes.map { test.lowerBound - $0.upperBound...test.upperBound - $0.lowerBound }
      ?? 0...test.upperBound
    if excess.upperBound <= Self.benignExcess {
      self = .benign
    } else if excess.lowerBound >= Self.harmfulExcess {
      self = .harmful
    } else if excess.lowerBound > Self.benignExcess, excess.upperBound < Self.harmfulExcess {
      self = .tempered
    } else if bayes == nil {
      throw .unknownBayesError
    } else {
      throw .wideInterval(low: excess.lowerBound, high: excess.upperBound)
    }
  }
}

/// Why overfitting is not judged.
public enum VerdictGap: Error, Sendable, Equatable {
  /// The test error has no value.
  case noTestError
  /// The noise is not Gaussian, and the test error alone does not decide.
  case unknownBayesError
  /// The 95 % interval of the excess error has a threshold inside it.
  case wideInterval(low: Double, high: Double)
}
