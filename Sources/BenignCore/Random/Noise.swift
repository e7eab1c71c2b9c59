// SPDX-License-Identifier: Apache-2.0

/// The law of the entries of ξ, with the number that it depends on.
public struct Noise: Sendable, Equatable {
  /// The law, without its number.
  public let law: NoiseLaw
  /// 0 for a law without a parameter.
  public let parameter: Double

  /// A law with its number, which is checked together with the mixture.
  ///
  /// - Parameter parameter: 0 for a law without one.
  public init(_ law: NoiseLaw, parameter: Double = 0) {
    self.law = law
    self.parameter = parameter
  }

  /// Two values are equal if law and parameter are.
  public static func == (a: Noise, b: Noise) -> Bool {
    a.law === b.law && a.parameter == b.parameter
  }

  /// - Throws: `.invalid`.
  func validate() throws(CoreError) {
    guard let own = law.parameter else { return }
    guard parameter > own.lowerBound, parameter.isFinite else {
      throw .invalid(
        key: own.name,
        reason: "\(own.name) is a finite number > \(own.lowerBound.plain), \(own.reason)")
    }
  }

  /// κ₄ = Eξ⁴ − 3; infinite where the fourth moment is.
  var excessKurtosis: Double { law.excessKurtosis(parameter) }

  /// Moments of lower order are finite; `nil` where all are.
  var finiteMoments: Double? { law.finiteMoments(parameter) }
}
