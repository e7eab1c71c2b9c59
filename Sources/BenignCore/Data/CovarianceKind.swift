// SPDX-License-Identifier: Apache-2.0

/// A kind of covariance that a mixture may have.
///
/// One entry holds all that depends on the kind; nothing else asks which kind it is. `CovarianceKinds.swift` lists the entries.
public final class CovarianceKind: Sendable {
  /// How it is written as a value of `cov`, in exports, and in kept sessions.
  public enum Form: Sendable {
    /// It is written as a word alone; there are no numbers.
    case word(String)
    /// It is written as a call with one number ≥ 0, such as powerlaw(1).
    case call(String, parameter: String, example: String)
    /// It is written as a list of pairs, which stand one after the other among the numbers.
    case pairs(first: String, second: String)
  }

  /// How values of `cov` of this kind are written.
  public let form: Form
  /// A sentence that says what it is.
  public let definition: String
  /// The byte by which kept sessions name the kind; it never changes.
  public let tag: UInt8
  /// Throws `.invalid` for numbers that define no covariance in that dimension.
  let check: @Sendable (_ numbers: [Double], _ dimension: Double) throws(CoreError) -> Void
  let spectrum: @Sendable (_ numbers: [Double], _ dimension: Double) -> Covariance.Spectrum
  /// p, where the numbers say it.
  let dimension: @Sendable (_ numbers: [Double]) -> Double?

  init(
    _ form: Form, tag: UInt8, _ definition: String,
    check: @escaping @Sendable ([Double], Double) throws(CoreError) -> Void,
    spectrum: @escaping @Sendable ([Double], Double) -> Covariance.Spectrum,
    dimension: @escaping @Sendable ([Double]) -> Double? = { _ in nil }
  ) {
    self.form = form
    self.tag = tag
    self.definition = definition
    self.check = check
    self.spectrum = spectrum
    self.dimension = dimension
  }
}
