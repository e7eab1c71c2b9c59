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
  /// Whether it is another command's, of which a sweep makes cells.
  private(set) var isBorrowed = false
  /// Whether the numbers of a list that is swept are rounded to whole ones, and each of them makes one cell.
  private(set) var isRoundedInLists = false

  init(_ name: String, _ kind: Kind, default standard: String, _ meaning: String) {
    self.name = name
    self.kind = kind
    self.standard = standard
    self.meaning = meaning
  }

  /// Whether its command needs it, or one of several that it is one of.
  var isRequired: Bool { standard.contains("required") && !standard.contains("required for") }

  /// Type and range as documentation prints them.
  var typeText: String { kind.text }

  /// Words that may be written bare.
  var words: [String] { kind.words }

  /// Whether its expression is kept until the statement asks for its value.
  var isKept: Bool {
    switch kind {
    case .later, .laterList, .perCell: true
    case .whole, .real, .boolean, .pair, .string, .words, .orWord, .covariance, .meanDirection,
      .column, .columns, .cell, .scalar, .name:
      false
    }
  }

  /// Whether a list of its values makes cells.
  var sweeps: Bool { if case .perCell(_, sweeps: true) = kind { true } else { false } }

  /// Whether a name was probably meant to stand in quotes.
  var takesString: Bool { kind.takesString }

  /// The key as a sweep has it: a list of its values makes cells.
  var swept: Key {
    var key = isKept ? self : Key(name, .perCell(kind, sweeps: true), default: standard, meaning)
    key.isBorrowed = true
    key.isRoundedInLists = isRoundedInLists
    return key
  }
}

extension Key {
  /// The same key, whose swept lists are rounded.
  var roundedInLists: Key {
    var key = self
    key.isRoundedInLists = true
    return key
  }

  /// The value as the key takes it: whole numbers exactly whole.
  /// - Throws: InvalidArgument, saying what the key takes and what this is.
  func accept(_ value: Value) throws(Diagnostic) -> Value {
    guard let accepted = kind.accepted(value) else { throw refusal(of: value) }
    return accepted
  }

  private func refusal(of value: Value) -> Diagnostic {
    var diagnostic = Diagnostic(
      .invalidArgument, "\(name) cannot be \(value.inSentence).", expected: "\(name): \(typeText)")
    if case .boolean = value, case .cell = kind {
      diagnostic.suggestion = "in quotes, as it stands in the file"
    }
    if case .pair = kind {
      diagnostic.suggestion = ClosedRange.text(meantBy: value).map { "\(name)=\($0)" }
    }
    if case .text(let text) = value {
      diagnostic.suggestion = word(insteadOf: text)
    }
    return diagnostic
  }

  /// The pair that was meant by a word that is none of the key's.
  func word(insteadOf word: String) -> String? {
    let known = PastedText.form(ofWord: word).flatMap { words.contains($0) ? $0 : nil }
    return (known ?? Spelling.nearest(to: word, among: words)).map { "\(name)=\($0)" }
  }

  /// The pair with whole numbers, where those of a value would be accepted; `nil` where they would not.
  func rounded(_ value: Value, of expression: Expression) -> String? {
    guard kind.isWhole, kind.accepted(value.rounded) != nil else { return nil }
    if case .number = expression.node, case .number(let number) = value.rounded {
      return "\(name)=\(NumberText(number))"
    }
    return "\(name)=round(\(SyntaxText(expression)))"
  }
}
