// SPDX-License-Identifier: Apache-2.0

/// The loss ℓ(u) of a margin u = ỹ f(x), convex and nowhere increasing.
///
/// One entry holds all that depends on the loss; nothing else asks which loss it is. `Losses.swift` lists the entries.
public final class Loss: Sendable, Equatable {
  /// The form decides what training can do with the loss.
  enum Form: Sendable {
    /// ℓ has three continuous derivatives: there are leaps and gradient flow.
    case smooth(any SmoothLossFormulas.Type)
    /// ℓ is linear on both sides of a margin: margins move on straight lines until one passes it.
    case linear(kink: Double, any LossFormulas.Type)
  }

  /// How large ℓ″ can be, from which lr=auto and the condition `decreasing_loss` follow.
  enum CurvatureBound: Sendable {
    /// ℓ″(u) is at most this number. The hinge, whose ℓ″ is no number at its kink, counts as 1.
    case constant(Double)
    /// ℓ″(u) and −ℓ′(u) are at most e^{−u}.
    case exponential
  }

  /// The word of the language, of exports and of kept sessions; it never changes.
  public let word: String
  /// ℓ(u), as a formula.
  public let definition: String
  /// No step can be made of the loss of a margin below this.
  let lowestMargin: Double
  /// A sum Σ ℓ(u_i) above this is not representable, or some of its margins are not.
  let largestSum: Double
  let curvatureBound: CurvatureBound
  let form: Form

  init(
    _ word: String, _ definition: String, lowestMargin: Double, largestSum: Double,
    curvatureBound: CurvatureBound, _ form: Form
  ) {
    self.word = word
    self.definition = definition
    self.lowestMargin = lowestMargin
    self.largestSum = largestSum
    self.curvatureBound = curvatureBound
    self.form = form
  }

  /// The loss of a word; `nil` where there is none.
  public static func named(_ word: String) -> Loss? { all.first { $0.word == word } }

  /// Two losses are equal if they are the same entry.
  public static func == (a: Loss, b: Loss) -> Bool { a === b }

  /// The losses that gradient flow can follow.
  public static let smooth = all.filter { $0.kink == nil }

  /// The margin at which ℓ′ jumps; `nil` where ℓ is smooth.
  public var kink: Double? {
    guard case .linear(let kink, _) = form else { return nil }
    return kink
  }

  var formulas: any LossFormulas.Type {
    switch form {
    case .smooth(let formulas): formulas
    case .linear(_, let formulas): formulas
    }
  }

  /// The formulas of a loss that leaps and flow can follow; `nil` of others.
  var smoothFormulas: (any SmoothLossFormulas.Type)? {
    guard case .smooth(let formulas) = form else { return nil }
    return formulas
  }
}

/// How the losses of the points become one number.
public enum Reduction: String, Sendable, CaseIterable {
  /// L = Σ ℓ(u_i).
  case sum
  /// L = (1/n) Σ ℓ(u_i).
  case mean
}
