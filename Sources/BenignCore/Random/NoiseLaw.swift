// SPDX-License-Identifier: Apache-2.0

/// A law that the entries of ξ may have: symmetric, with mean 0 and variance 1.
///
/// One entry holds all that depends on the law; nothing else asks which law it is. `NoiseLaws.swift` lists the entries.
public final class NoiseLaw: Sendable {
  /// The one number that a law may depend on.
  public struct Parameter: Sendable {
    /// The key of `mixture`.
    public let name: String
    /// What it is, a phrase.
    public let meaning: String
    /// It is a finite number above this one.
    public let lowerBound: Double
    /// What a smaller number would do: "or the variance is infinite".
    let reason: String
  }

  /// The numbers of one row over one chunk of coordinates, and the random words that they are made of.
  struct Chunk {
    /// Room for `count` numbers.
    let target: UnsafeMutablePointer<Double>
    let count: Int
    let stream: RandomStream
    /// Room for one word a number, and for a second one.
    let first: UnsafeMutablePointer<UInt64>
    let second: UnsafeMutablePointer<UInt64>
  }

  /// The word of the language.
  public let word: String
  /// What it is, a phrase with its formula.
  public let definition: String
  /// The byte by which kept sessions name the law; it never changes.
  public let tag: UInt8
  /// `nil` for a law without one; the functions below are then given 0.
  public let parameter: Parameter?
  /// κ₄ = Eξ⁴ − 3; infinite where the fourth moment is.
  let excessKurtosis: @Sendable (Double) -> Double
  /// Moments of lower order than this are finite; `nil` where all are.
  let finiteMoments: @Sendable (Double) -> Double?
  /// P(|ξ| > x), or a little more, where the tails are heavier than the normal law's; `nil` where they are not.
  let tail: (@Sendable (_ x: Double, _ parameter: Double) -> Double)?
  /// Draws the numbers of a chunk, without rejection.
  let fill: @Sendable (Chunk, Double) -> Void

  init(
    _ word: String, tag: UInt8, _ definition: String, parameter: Parameter? = nil,
    excessKurtosis: @escaping @Sendable (Double) -> Double,
    finiteMoments: @escaping @Sendable (Double) -> Double? = { _ in nil },
    tail: (@Sendable (Double, Double) -> Double)? = nil,
    fill: @escaping @Sendable (Chunk, Double) -> Void
  ) {
    self.word = word
    self.tag = tag
    self.definition = definition
    self.parameter = parameter
    self.excessKurtosis = excessKurtosis
    self.finiteMoments = finiteMoments
    self.tail = tail
    self.fill = fill
  }

  /// The law of a word; `nil` where there is none.
  public static func named(_ word: String) -> NoiseLaw? { all.first { $0.word == word } }
}
