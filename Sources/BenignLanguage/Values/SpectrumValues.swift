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
    for kind in CovarianceKind.all {
      guard let numbers = kind.form.numbers(of: value) else { continue }
      self.init(kind, numbers)
      return
    }
    return nil
  }

  /// As `cov` takes it.
  var datum: Datum { Datum(value) }

  /// As `cov` takes it.
  var value: Value {
    switch kind.form {
    case .word(let word): .text(word)
    case .call(let name, _, _): .text(NamedCall.text(name, numbers[0]))
    // Pairs are neither too deep nor, where a value brought them, too many.
    case .pairs: (try? Self.value(pairs: numbers)) ?? .none
    }
  }

  private static func value(pairs numbers: [Double]) throws(Diagnostic) -> Value {
    var pairs: [Value] = []
    for place in stride(from: 0, to: numbers.count - 1, by: 2) {
      pairs.append(try .numbers([numbers[place], numbers[place + 1]]))
    }
    return try .list(pairs)
  }
}

extension CovarianceKind.Form {
  /// As documentation writes it.
  var text: String {
    switch self {
    case .word(let word): word
    case .call(let name, let parameter, _): "\(name)(\(parameter))"
    case .pairs(let first, let second): "[[\(first), \(second)], …] adding up to p"
    }
  }

  var word: String? {
    if case .word(let word) = self { word } else { nil }
  }

  /// `nil` for a value of another form.
  fileprivate func numbers(of value: Value) -> [Double]? {
    switch (self, value) {
    case (.word(let word), .text(let text)): return text == word ? [] : nil
    case (.call(let name, _, _), .text(let text)):
      return NamedCall.argument(of: text, named: name).map { [$0] }
    case (.pairs, .list(let list)):
      let pairs = list.elements.compactMap(Self.pair)
      return pairs.isEmpty || pairs.count < list.elements.count ? nil : pairs.flatMap { $0 }
    case (_, _): return nil
    }
  }

  /// An eigenvalue and its multiplicity.
  private static func pair(_ value: Value) -> [Double]? {
    guard case .list(let pair) = value, pair.elements.count == 2,
      let eigenvalue = pair.elements[0].asNumber, eigenvalue > 0, eigenvalue.isFinite,
      let multiplicity = pair.elements[1].asNumber?.wholeValue, multiplicity >= 1
    else { return nil }
    return [eigenvalue, multiplicity]
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
