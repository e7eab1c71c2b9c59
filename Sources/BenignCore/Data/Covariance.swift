// SPDX-License-Identifier: Apache-2.0

/// Σ, a diagonal covariance given by its spectrum: a kind, with the numbers that it depends on.
public struct Covariance: Sendable, Equatable {
  public struct Block: Sendable, Equatable {
    public var eigenvalue: Double
    /// Whole, ≥ 1.
    public var multiplicity: Double

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

  public let kind: CovarianceKind
  /// As many as the kind's form has.
  public let numbers: [Double]

  public init(_ kind: CovarianceKind, _ numbers: [Double] = []) {
    self.kind = kind
    self.numbers = numbers
  }

  public static func == (a: Covariance, b: Covariance) -> Bool {
    a.kind === b.kind && a.numbers == b.numbers
  }

  /// p, where the numbers say it.
  public var dimension: Double? { kind.dimension(numbers) }

  /// - Throws: `.invalid`.
  func validate(dimension: Double) throws(CoreError) { try kind.check(numbers, dimension) }

  func spectrum(dimension: Double) -> Spectrum { kind.spectrum(numbers, dimension) }
}
