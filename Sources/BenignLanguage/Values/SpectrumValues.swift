// SPDX-License-Identifier: Apache-2.0

import BenignCore

/// The values of `cov` and `mean`: words, lists, and the calls powerlaw(s) and axis(k), which are the text that they are written as.
enum NamedCall {
  static func text(_ name: String, _ argument: Double) -> String {
    "\(name)(\(NumberText(argument)))"
  }

  /// The argument of a text such as "axis(3)".
  static func argument(of text: String, named name: String) -> Double? {
    guard text.hasPrefix(name + "("), text.hasSuffix(")") else { return nil }
    return Double(text.dropFirst(name.utf8.count + 1).dropLast())
  }
}

extension Covariance {
  /// - Returns: `nil` for a value that is no covariance.
  init?(_ value: Value) {
    switch value {
    case .text("isotropic"): self = .isotropic
    case .text(let text):
      guard let exponent = NamedCall.argument(of: text, named: "powerlaw") else { return nil }
      self = .powerLaw(exponent: exponent)
    case .list(let list):
      let blocks = list.elements.compactMap(Block.init)
      guard !blocks.isEmpty, blocks.count == list.elements.count else { return nil }
      self = .blocks(blocks)
    case .none, .boolean, .number: return nil
    }
  }

  /// As `cov` takes it.
  var datum: Datum { Datum(value) }

  /// As `cov` takes it.
  var value: Value {
    switch self {
    case .isotropic: .text("isotropic")
    case .powerLaw(let exponent): .text(NamedCall.text("powerlaw", exponent))
    // Pairs are neither too deep nor, where a value brought them, too many.
    case .blocks(let blocks): (try? Self.value(of: blocks)) ?? .none
    }
  }

  private static func value(of blocks: [Block]) throws(Diagnostic) -> Value {
    try .list(
      try blocks.map { (block) throws(Diagnostic) in
        try .numbers([block.eigenvalue, block.multiplicity])
      })
  }

  /// Σ of the multiplicities, where they are given.
  var dimension: Double? {
    guard case .blocks(let blocks) = self else { return nil }
    return blocks.reduce(0) { $0 + $1.multiplicity }
  }
}

extension Covariance.Block {
  fileprivate init?(_ value: Value) {
    guard case .list(let pair) = value, pair.elements.count == 2,
      let eigenvalue = pair.elements[0].asNumber, eigenvalue > 0, eigenvalue.isFinite,
      let multiplicity = pair.elements[1].asNumber?.wholeValue, multiplicity >= 1
    else { return nil }
    self.init(eigenvalue: eigenvalue, multiplicity: multiplicity)
  }
}

extension Mixture.MeanDirection {
  /// - Returns: `nil` for a value that is no direction.
  init?(_ value: Value) {
    guard case .text(let text) = value else { return nil }
    if text == "spread" {
      self = .spread
    } else if let index = NamedCall.argument(of: text, named: "axis")?.wholeValue, index >= 0 {
      self = .axis(index)
    } else {
      return nil
    }
  }

  /// As `mean` takes it.
  var text: String {
    switch self {
    case .spread: "spread"
    case .axis(let index): NamedCall.text("axis", index)
    }
  }
}
