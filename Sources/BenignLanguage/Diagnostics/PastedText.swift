// SPDX-License-Identifier: Apache-2.0

/// What people paste or type from habit, and the form that it has here.
enum PastedText {
  /// A complaint with the right form, where a token is known to come from elsewhere.
  static func hint(for token: Token, in source: SourceText, after previous: Token.Kind?)
    -> Diagnostic?
  {
    switch token.kind {
    case .unclosedString:
      return Diagnostic(
        .syntax, "The string is not closed on its line.", at: token.range,
        expected: "\" at its end",
        suggestion: "\\n for a line break inside a string")
    case .foreign:
      return foreign(token, in: source, after: previous)
    default:
      return nil
    }
  }

  private static func foreign(_ token: Token, in source: SourceText, after previous: Token.Kind?)
    -> Diagnostic
  {
    let scalar = source.scalars[token.range.lowerBound]
    let beginsStatement = previous == .statement
    var diagnostic = Diagnostic(.syntax, "\(name(of: scalar)) is no part of the language.")
    diagnostic.range = token.range
    switch scalar {
    case "%" where beginsStatement:
      diagnostic.message = "Magics are IPython's; Benign has none."
      diagnostic.suggestion = "help, for what there is"
    case "!" where beginsStatement:
      diagnostic.message = "Benign starts no program."
      diagnostic.suggestion = "a terminal"
    case "?":
      diagnostic.message = "Documentation is asked for with help."
      diagnostic.suggestion = suggestionForHelp(token, in: source)
    case ";":
      diagnostic.message = "A statement ends with its line."
      diagnostic.suggestion = "one statement a line"
    case ":":
      let word = firstWord(of: token, in: source)
      diagnostic.suggestion = word.flatMap { blocks[$0] } ?? forms[scalar]
    default:
      diagnostic.suggestion = forms[scalar] ?? (isVisible(scalar) ? nil : "nothing in its place")
    }
    return diagnostic
  }

  private static func suggestionForHelp(_ token: Token, in source: SourceText) -> String {
    firstWord(of: token, in: source).map { "help \($0)" } ?? "help"
  }

  /// The end of the token's line.
  private static func firstWord(of token: Token, in source: SourceText) -> String? {
    let line = source.line(at: token.range.lowerBound).range
    return source.string(line).split { !$0.isASCII || !($0.isLetter || $0 == "_") }.first
      .map(String.init)
  }

  /// The character, or its code point where it would not be seen or would upset a terminal.
  private static func name(of scalar: Unicode.Scalar) -> String {
    if isVisible(scalar) { return "\(Character(scalar))" }
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "The character U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .spaceSeparator, .lineSeparator,
      .paragraphSeparator, .nonspacingMark, .enclosingMark:
      false
    default: true
    }
  }

  /// The forms in place of blocks, by the words that begin them elsewhere.
  static let blocks: [String: String] = [
    "if": "a condition in an expression: x > 0 and y > 0",
    "else": "a condition in an expression: x > 0 and y > 0",
    "elif": "a condition in an expression: x > 0 and y > 0",
    "for": "sweep NAME key=[…] measure=…, which runs every combination",
    "while": "sweep NAME key=[…] measure=…, which runs every combination",
    "loop": "sweep NAME key=[…] measure=…, which runs every combination",
    "def": "a variable for each value", "func": "a variable for each value",
    "function": "a variable for each value", "class": "a variable for each value",
    "with": "the statements alone: there are no blocks",
    "try": "the statements alone: there are no blocks",
  ]

  private static let forms: [Unicode.Scalar: String] = [
    "−": "- (the hyphen of the keyboard)", "–": "- (the hyphen of the keyboard)",
    "—": "- (the hyphen of the keyboard)",
    "“": "\" (straight quotes)", "”": "\" (straight quotes)", "„": "\" (straight quotes)",
    "«": "\" (straight quotes)", "»": "\" (straight quotes)",
    "‘": "\" (straight quotes)", "’": "\" (straight quotes)", "'": "\" around a string",
    "`": "\" around a string",
    "×": "*", "·": "*", "⋅": "*", "÷": "/", "≤": "<=", "≥": ">=", "≠": "!=", "…": "..",
    "²": "^2", "³": "^3", "√": "sqrt(x)", "∞": "inf", "π": "pi", "γ": "gamma", "μ": "mu",
    "η": "flip", "σ": "noise", "ρ": "rho", "Φ": "normal_cdf(x)",
    "{": "[ ] around a list", "}": "[ ] around a list", ":": "a..b for a range of whole numbers",
    "&": "and", "|": "or", "~": "not", "!": "not, or != for unequal", "%": "x - k*floor(x/k)",
    "\\": "an indented next line: it continues this one", "@": "# for a comment",
    "$": "a name without $", "，": ",", "（": "(", "）": ")", "＝": "=",
  ]
}
