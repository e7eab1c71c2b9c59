// SPDX-License-Identifier: Apache-2.0

/// Plain text as LaTeX sets it: `‖μ‖` becomes `$\|\mu\|$`, `10⁻³` becomes `$10^{-3}$`, and `50%` becomes `50\%`.
///
/// A single Latin letter is a symbol, such as n or γ, and is set as one; but for the word a. What LaTeX does not know is left as it is: LuaLaTeX and
/// XeLaTeX set it where the font has it. A formula between dollars is set as one, if it has nothing but mathematics in it.
public enum TeXText {
  /// The text for a paragraph or a label.
  public static func of(_ text: String) -> String {
    TeXFormula.parts(of: text.onOneLine).map { part in
      switch part {
      case .text(let text): plain(text)
      case .formula(let formula): "$\(formula)$"
      }
    }.joined()
  }

  private static func plain(_ text: Substring) -> String {
    var pieces = text.map(Piece.init)
    for index in pieces.indices { settle(index, &pieces) }
    var tex = ""
    var isMath = false
    for (index, piece) in pieces.enumerated() {
      if piece.isMath != isMath { tex += "$" }
      isMath = piece.isMath
      tex += piece.tex
      // A command ends where no letter follows.
      let next = pieces.dropFirst(index + 1).first
      let runsOn = next.map { $0.isMath == isMath && $0.tex.first?.isLetter == true } ?? false
      if piece.endsInCommand, runsOn { tex += " " }
    }
    return isMath ? tex + "$" : tex
  }

  private struct Piece {
    let character: Character
    private(set) var tex: String
    var isMath: Bool

    init(_ character: Character) {
      self.character = character
      if let symbol = TeXText.symbols[character] {
        (tex, isMath) = (symbol, true)
      } else {
        (tex, isMath) = (TeXText.escapes[character] ?? String(character), false)
      }
    }

    var isLatinLetter: Bool { character.isASCII && character.isLetter }
    var isDigit: Bool { character.isASCII && character.isNumber }
    var isRaised: Bool { TeXText.raised[character] != nil }
    var isLowered: Bool { TeXText.lowered[character] != nil }
    var endsInCommand: Bool {
      tex.last?.isLetter == true && tex.contains("\\")
    }

    /// Sets it as an index of what stands before it.
    mutating func setIndex(
      _ mark: String, _ digits: [Character: String], isFirst: Bool, isLast: Bool
    ) {
      tex = (isFirst ? mark + "{" : "") + (digits[character] ?? "") + (isLast ? "}" : "")
      isMath = true
    }
  }

  /// Decides what a character is from those around it.
  private static func settle(_ index: Int, _ pieces: inout [Piece]) {
    let before = index > 0 ? pieces[index - 1] : nil
    let after = pieces.dropFirst(index + 1).first
    let piece = pieces[index]
    if piece.isRaised {
      pieces[index].setIndex(
        "^", raised, isFirst: before?.isRaised != true, isLast: after?.isRaised != true)
      // What it is an index of is set with it.
      var place = index - 1
      while place >= 0, pieces[place].isDigit {
        pieces[place].isMath = true
        place -= 1
      }
    } else if piece.isLowered {
      pieces[index].setIndex(
        "_", lowered, isFirst: before?.isLowered != true, isLast: after?.isLowered != true)
    } else if piece.isLatinLetter, !"aA".contains(piece.character), before?.isDigit != true,
      before.map({ !$0.isLatinLetter && !"'’_\\".contains($0.character) }) ?? true,
      after.map({ !$0.isLatinLetter && !"'’_".contains($0.character) }) ?? true
    {
      pieces[index].isMath = true
    }
  }

  private static let escapes: [Character: String] = [
    "\\": "\\textbackslash{}", "{": "\\{", "}": "\\}", "$": "\\$", "&": "\\&", "#": "\\#",
    "%": "\\%", "_": "\\_", "^": "\\textasciicircum{}", "~": "\\textasciitilde{}",
    "<": "\\textless{}", ">": "\\textgreater{}", "|": "\\textbar{}", "\"": "\\textquotedbl{}",
    "…": "\\ldots{}", "–": "--", "—": "---", "“": "``", "”": "''", "’": "'", "‘": "`",
    "\u{A0}": "~", "\u{202F}": "\\,", "\u{2009}": "\\,",
  ]

  private static let symbols: [Character: String] = {
    var symbols: [Character: String] = [
      "‖": "\\|", "≤": "\\le", "≥": "\\ge", "≠": "\\ne", "≈": "\\approx", "±": "\\pm",
      "∓": "\\mp", "·": "\\cdot", "×": "\\times", "−": "-", "∞": "\\infty", "→": "\\to",
      "←": "\\leftarrow", "↑": "\\uparrow", "↓": "\\downarrow", "√": "\\surd", "∑": "\\sum",
      "∏": "\\prod", "∂": "\\partial", "∇": "\\nabla", "∈": "\\in", "≪": "\\ll", "≫": "\\gg",
      "⟨": "\\langle", "⟩": "\\rangle", "ℓ": "\\ell", "°": "^{\\circ}", "′": "'", "∥": "\\|",
      "ỹ": "\\tilde{y}", "ŷ": "\\hat{y}", "Ŵ": "\\widehat{W}", "†": "\\dagger", "‡": "\\ddagger",
      "″": "''", "⋅": "\\cdot", "½": "\\frac{1}{2}", "⅓": "\\frac{1}{3}",
      "∝": "\\propto", "∼": "\\sim", "⊥": "\\perp", "ø": "\\varnothing",
    ]
    let greek = [
      "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "varepsilon", "ζ": "zeta",
      "η": "eta", "θ": "theta", "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu",
      "ξ": "xi", "π": "pi", "ρ": "rho", "σ": "sigma", "τ": "tau", "υ": "upsilon",
      "φ": "varphi", "χ": "chi", "ψ": "psi", "ω": "omega", "Γ": "Gamma", "Δ": "Delta",
      "Θ": "Theta", "Λ": "Lambda", "Ξ": "Xi", "Π": "Pi", "Σ": "Sigma", "Φ": "Phi", "Ψ": "Psi",
      "Ω": "Omega", "µ": "mu",
    ]
    for (letter, name) in greek { symbols[Character(letter)] = "\\" + name }
    return symbols
  }()

  private static let raised = indices("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ᵀᵉᵏⁿ", "0123456789+-Tekn")
  private static let lowered = indices("₀₁₂₃₄₅₆₇₈₉₊₋ᵢⱼₖₙₜ", "0123456789+-ijknt")

  private static func indices(_ characters: String, _ meanings: String) -> [Character: String] {
    Dictionary(uniqueKeysWithValues: zip(characters, meanings.map(String.init)))
  }
}
