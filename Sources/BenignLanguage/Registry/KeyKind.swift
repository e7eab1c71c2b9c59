// SPDX-License-Identifier: Apache-2.0

import BenignCore

extension Key {
  /// What may be given to a key.
  indirect enum Kind: Sendable {
    case whole(Interval)
    case real(Interval)
    case boolean
    /// Two finite numbers, the lower one first.
    case pair
    case string
    case words([String])
    /// Such a value, or a word.
    case orWord(Kind, String)
    /// A word, powerlaw(s), or a list of [eigenvalue, multiplicity].
    case covariance
    /// A word, or axis(k).
    case meanDirection
    /// A column of a file: its name as a string, or its index.
    case column
    /// A list of columns of a file.
    case columns
    /// What stands in a column: a number or a string.
    case cell
    /// A number, a boolean or a string.
    case scalar
    /// A name that stands for itself.
    case name
    /// An expression evaluated later, on each state or row.
    case later(String)
    /// A list of expressions evaluated later.
    case laterList(String)
    /// Evaluated in each cell of a sweep; where it may sweep, also a list of such values.
    case perCell(Kind, sweeps: Bool)
  }
}

extension Key.Kind {
  /// Type and range as documentation prints them.
  var text: String {
    switch self {
    case .whole(let interval): Self.joined("whole", interval.text)
    case .real(let interval): Self.joined("real", interval.text)
    case .boolean: "boolean"
    case .pair: "[low, high], low < high"
    case .string: "string"
    case .words(let words): words.joined(separator: ", ")
    case .orWord(let kind, let word): kind.text + ", or \(word)"
    case .covariance:
      CovarianceKind.all.dropLast().map { $0.form.text + ", " }.joined() + "or "
        + (CovarianceKind.all.last?.form.text ?? "")
    case .meanDirection: "spread, or axis(k) with 0 ≤ k < p"
    case .column: "name (string) or index of a column"
    case .columns: "list of names (strings) or indices of columns"
    case .cell: "number or string"
    case .scalar: "number, boolean or string"
    case .name: "name"
    case .later(let text), .laterList(let text): text
    case .perCell(let kind, let sweeps): kind.text + (sweeps ? "; or a list of values" : "")
    }
  }

  private static func joined(_ type: String, _ range: String) -> String {
    range.isEmpty ? type : "\(type) \(range)"
  }

  /// Words that may be written bare.
  var words: [String] {
    switch self {
    case .words(let words): words
    case .orWord(let kind, let word): kind.words + [word]
    case .covariance: CovarianceKind.all.compactMap(\.form.word)
    case .meanDirection: ["spread"]
    case .perCell(let kind, _): kind.words
    case .whole, .real, .boolean, .pair, .string, .column, .columns, .cell, .scalar, .name, .later,
      .laterList:
      []
    }
  }

  /// Whether it takes whole numbers.
  var isWhole: Bool {
    switch self {
    case .whole: true
    case .perCell(let kind, _), .orWord(let kind, _): kind.isWhole
    case .real, .boolean, .pair, .string, .words, .covariance, .meanDirection, .column, .columns,
      .cell, .scalar, .name, .later, .laterList:
      false
    }
  }

  /// Whether a name was probably meant to stand in quotes.
  var takesString: Bool {
    switch self {
    case .string, .column, .columns, .cell: true
    case .perCell(let kind, _): kind.takesString
    case .orWord(let kind, _): kind.takesString
    case .whole, .real, .boolean, .pair, .words, .covariance, .meanDirection, .scalar, .name,
      .later,
      .laterList:
      false
    }
  }
}

extension Key.Kind {
  /// The value as it is taken; `nil` where it is not.
  func accepted(_ value: Value) -> Value? {
    switch self {
    case .whole(let interval):
      guard case .number(let number) = value, let whole = number.wholeValue,
        interval.contains(whole)
      else { return nil }
      return .number(whole)
    case .real(let interval):
      return value.lies(in: interval) ? value : nil
    case .orWord(let kind, let word):
      return value == .text(word) ? value : kind.accepted(value)
    case .boolean:
      guard case .boolean = value else { return nil }
      return value
    case .pair: return ClosedRange(value) == nil ? nil : value
    case .string, .name:
      guard case .text = value else { return nil }
      return value
    case .words(let words):
      guard case .text(let text) = value, words.contains(text) else { return nil }
      return value
    case .covariance: return Covariance(value) == nil ? nil : value
    case .meanDirection: return Mixture.MeanDirection(value) == nil ? nil : value
    case .column: return Dataset.Column(value) == nil ? nil : value
    case .columns: return [Dataset.Column](value) == nil ? nil : value
    case .cell: return Dataset.Value(value) == nil ? nil : value
    case .scalar:
      if case .list = value { return nil }
      return value
    case .perCell(let kind, _): return kind.accepted(value)
    case .later, .laterList: return value
    }
  }
}

extension Value {
  fileprivate func lies(in interval: Interval) -> Bool {
    guard case .number(let number) = self else { return false }
    return interval.contains(number)
  }
}
