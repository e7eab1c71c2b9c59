// SPDX-License-Identifier: Apache-2.0

/// A text cut into what LaTeX shall set as it stands, between two dollars, and the rest.
struct TeXFormula {
  enum Part: Equatable {
    case text(Substring)
    /// Without the dollars.
    case formula(Substring)
  }

  /// The parts of a text. As Pandoc has it, no blank stands behind the first dollar or before the second, and no digit behind that, so
  /// that "$5 and $6" is no formula.
  static func parts(of text: String) -> [Part] {
    var parts: [Part] = []
    var rest = text[...]
    var plain = text.startIndex
    while let open = rest.firstIndex(of: "$") {
      let inner = text[text.index(after: open)...]
      guard let close = inner.firstIndex(of: "$") else { break }
      let formula = inner[..<close]
      let after = text.index(after: close)
      let isDigit = after < text.endIndex && text[after].isNumber
      guard !isDigit, isHarmless(formula) else {
        rest = text[close...]
        if rest.startIndex == open { rest = rest.dropFirst() }
        continue
      }
      if plain < open { parts.append(.text(text[plain..<open])) }
      parts.append(.formula(formula))
      plain = after
      rest = text[after...]
    }
    return plain < text.endIndex ? parts + [.text(text[plain...])] : parts
  }

  /// Whether a formula has nothing but mathematics in it: no command that reads, writes or defines, and braces that close.
  private static func isHarmless(_ formula: Substring) -> Bool {
    guard let first = formula.first, let last = formula.last, first != " ", last != " ",
      !formula.contains("^^")
    else { return false }
    var depth = 0
    var rest = formula
    while let character = rest.popFirst() {
      switch character {
      case "\\":
        let name = rest.prefix { $0.isASCII && $0.isLetter }
        if name.isEmpty {
          guard let mark = rest.popFirst(), "|,;!".contains(mark) else { return false }
        } else {
          guard commands.contains(String(name)) else { return false }
          rest = rest[name.endIndex...]
        }
      case "{": depth += 1
      case "}":
        depth -= 1
        if depth < 0 { return false }
      default:
        guard character.isASCII,
          character.isLetter || character.isNumber || marks.contains(character)
        else { return false }
      }
    }
    return depth == 0
  }

  private static let marks: Set<Character> = Set(" ^_+-=<>/|()[],.:;!'*")

  private static let commands = Set(
    """
    alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi \
    varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega ell hbar nabla partial infty varnothing \
    frac tfrac dfrac sqrt hat widehat tilde widetilde bar overline vec dot mathrm mathbf mathbb mathcal mathit operatorname \
    cdot times div pm mp le leq ge geq ne neq approx sim simeq equiv propto ll gg in notin subset cup cap to mapsto \
    leftarrow rightarrow uparrow downarrow perp top circ star ast dagger prime langle rangle lVert rVert lvert rvert \
    lfloor rfloor lceil rceil left right big Big sum prod int log ln exp min max sup inf lim arg det tr dim sin cos tan \
    arccos Pr quad ldots cdots
    """.split(separator: " ").map(String.init))
}
