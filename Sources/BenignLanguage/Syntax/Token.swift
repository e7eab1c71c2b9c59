// SPDX-License-Identifier: Apache-2.0

/// A piece of a cell that the grammar speaks of.
struct Token: Sendable, Equatable {
  enum Kind: UInt8, Sendable {
    case name, number, string
    case `true`, `false`, none
    case and, or, not
    case plus, minus, star, slash, power
    case less, lessOrEqual, greater, greaterOrEqual, equal, unequal
    case assign, range, dot, comma
    case openParenthesis, closeParenthesis, openBracket, closeBracket
    /// Before the first token of each statement.
    case statement
    /// After the last token of the cell.
    case end
    /// A string that its line does not close.
    case unclosedString
    /// A character that no token begins with.
    case foreign
  }

  let kind: Kind
  /// In code points.
  let range: Range<Int>
}

extension Token.Kind {
  /// The words that are never names.
  static func keyword(_ text: String) -> Token.Kind? {
    switch text {
    case "true", "True": .true
    case "false", "False": .false
    case "None": Token.Kind.none
    case "and": .and
    case "or": .or
    case "not": .not
    default: nil
    }
  }

  /// Whether a value may begin with it and no operator can: after a name it cannot continue an expression.
  var beginsOperandOnly: Bool {
    isOperand || self == .not
  }

  /// Whether it is a name or a value by itself.
  var isOperand: Bool {
    switch self {
    case .name, .number, .string, .true, .false, .none: true
    case .and, .or, .not, .plus, .minus, .star, .slash, .power, .less, .lessOrEqual, .greater,
      .greaterOrEqual, .equal, .unequal, .assign, .range, .dot, .comma, .openParenthesis,
      .closeParenthesis, .openBracket, .closeBracket, .statement, .end, .unclosedString, .foreign:
      false
    }
  }
}

extension BidirectionalCollection<Token> {
  /// Where brackets and parentheses stand that are still open at the end, the innermost first.
  var openBrackets: [Index] {
    var closed = 0
    var open: [Index] = []
    for index in indices.reversed() {
      switch self[index].kind {
      case .closeBracket, .closeParenthesis: closed += 1
      case .openBracket, .openParenthesis:
        if closed > 0 { closed -= 1 } else { open.append(index) }
      default: break
      }
    }
    return open
  }
}
