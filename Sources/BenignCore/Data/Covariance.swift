// SPDX-License-Identifier: Apache-2.0

/// Σ, a diagonal covariance given by its spectrum: a kind, with the numbers that it depends on.
public struct Covariance: Sendable, Equatable {
  /// An eigenvalue of Σ with the number of directions that have it.
  public struct Block: Sendable, Equatable {
    /// λ > 0, finite.
    public var eigenvalue: Double
    /// Whole, ≥ 1.
    public var multiplicity: Double

    /// A block; `Mixture.validate` checks the numbers.
    public init(eigenvalue: Double, multiplicity: Double) {
      self.eigenvalue = eigenvalue
      self.multiplicity = multiplicity
    }
  }

  enum Spectrum {
    /// Equal eigenvalues together, in the order of definition.
    case blocks([Block])
    /// j^{−s}, s > 0.
    case powerLaw(exponent: Double)
  }

  /// The kind, which decides what the numbers mean.
  public let kind: CovarianceKind
  /// The numbers of the kind, as many as its form has.
  public let numbers: [Double]

  /// A covariance of this kind; the numbers are checked with the mixture.
  public init(_ kind: CovarianceKind, _ numbers: [Double] = []) {
    self.kind = kind
    self.numbers = numbers
  }

  /// Two covariances are equal if kind and numbers are; the same spectrum in another kind is not equal.
  public static func == (a: Covariance, b: Covariance) -> Bool {
    a.kind === b.kind && a.numbers == b.numbers
  }

  /// p, where the numbers say it.
  public var dimension: Double? { kind.dimension(numbers) }

  /// - Throws: `.invalid`.
  func validate(dimension: Double) throws(CoreError) { try kind.check(numbers, dimension) }

  func spectrum(dimension: Double) -> Spectrum { kind.spectrum(numbers, dimension) }
}
