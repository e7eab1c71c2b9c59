// SPDX-License-Identifier: Apache-2.0

import BenignCore

/// A key of a command: what may be given to it, and what it means.
struct Key: Sendable {
  let name: String
  let kind: Kind
  /// "required", or the default as it is written.
  let standard: String
  /// What it sets, a phrase.
  let meaning: String

  init(_ name: String, _ kind: Kind, default standard: String, _ meaning: String) {
    self.name = name
    self.kind = kind
    self.standard = standard
    self.meaning = meaning
  }

  enum Kind: Sendable {
    case whole(Interval)
    case real(Interval)
    case boolean
    case string
    case words([String])
    case realOrWord(Interval, String)
    /// A word, powerlaw(s), or a list of [eigenvalue, multiplicity].
    case covariance
    /// A word, or axis(k).
    case meanDirection
    /// A column of a file: its name as a string, or its index.
    case column
    /// What stands in a column: a number or a string.
    case cell
    /// A name that stands for itself.
    case name
    /// An expression evaluated later, on each state or row.
    case later(String)
    /// A list of expressions evaluated later.
    case laterList(String)
  }

  /// Type and range as documentation prints them.
  var typeText: String {
    switch kind {
    case .whole(let interval): Self.joined("whole", interval.text)
    case .real(let interval): Self.joined("real", interval.text)
    case .boolean: "boolean"
    case .string: "string"
    case .words(let words): words.joined(separator: ", ")
    case .realOrWord(let interval, let word): Self.joined("real", interval.text) + ", or \(word)"
    case .covariance:
      "isotropic, powerlaw(s), or [[eigenvalue > 0, multiplicity], …] adding up to p"
    case .meanDirection: "spread, or axis(k) with 0 ≤ k < p"
    case .column: "name (string) or index of a column"
    case .cell: "number or string"
    case .name: "name"
    case .later(let text), .laterList(let text): text
    }
  }

  private static func joined(_ type: String, _ range: String) -> String {
    range.isEmpty ? type : "\(type) \(range)"
  }

  /// Words that may be written bare.
  var words: [String] {
    switch kind {
    case .words(let words): words
    case .realOrWord(_, let word): [word]
    case .covariance: ["isotropic"]
    case .meanDirection: ["spread"]
    case .whole, .real, .boolean, .string, .column, .cell, .name, .later, .laterList: []
    }
  }

  var isLater: Bool {
    switch kind {
    case .later, .laterList: true
    case .whole, .real, .boolean, .string, .words, .realOrWord, .covariance, .meanDirection,
      .column, .cell, .name:
      false
    }
  }

  /// Whether a name was probably meant to stand in quotes.
  var takesString: Bool {
    switch kind {
    case .string, .column, .cell: true
    case .whole, .real, .boolean, .words, .realOrWord, .covariance, .meanDirection, .name, .later,
      .laterList:
      false
    }
  }
}

extension Key {
  /// The value as the key takes it: whole numbers exactly whole.
  /// - Throws: InvalidArgument, saying what the key takes and what this is.
  func accept(_ value: Value) throws(Diagnostic) -> Value {
    guard let accepted = accepted(value) else { throw refusal(of: value) }
    return accepted
  }

  private func accepted(_ value: Value) -> Value? {
    switch kind {
    case .whole(let interval):
      guard case .number(let number) = value, let whole = number.wholeValue,
        interval.contains(whole)
      else { return nil }
      return .number(whole)
    case .real(let interval):
      return value.lies(in: interval) ? value : nil
    case .realOrWord(let interval, let word):
      return value == .text(word) || value.lies(in: interval) ? value : nil
    case .boolean:
      guard case .boolean = value else { return nil }
      return value
    case .string, .name:
      guard case .text = value else { return nil }
      return value
    case .words(let words):
      guard case .text(let text) = value, words.contains(text) else { return nil }
      return value
    case .covariance: return Covariance(value) == nil ? nil : value
    case .meanDirection: return Mixture.MeanDirection(value) == nil ? nil : value
    case .column: return Dataset.Column(value) == nil ? nil : value
    case .cell: return Dataset.Value(value) == nil ? nil : value
    case .later, .laterList: return value
    }
  }

  private func refusal(of value: Value) -> Diagnostic {
    var diagnostic = Diagnostic(
      .invalidArgument, "\(name) cannot be \(value.inSentence).", expected: "\(name): \(typeText)")
    if case .boolean = value, case .cell = kind {
      diagnostic.suggestion = "in quotes, as it stands in the file"
    }
    if case .text(let text) = value {
      diagnostic.suggestion = Spelling.nearest(to: text, among: words).map { "\(name)=\($0)" }
    }
    return diagnostic
  }
}

extension Value {
  fileprivate func lies(in interval: Interval) -> Bool {
    guard case .number(let number) = self else { return false }
    return interval.contains(number)
  }
}
