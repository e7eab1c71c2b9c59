// SPDX-License-Identifier: Apache-2.0

/// The page that pictures and tables for LaTeX stand on: that of the class article, in 10 pt, on letter paper.
enum TeXPage {
  /// The width of the text in points.
  static let textWidth = 345.0
  /// Points of a pixel.
  static let pixel = 0.75

  /// How wide a text is about, in points: indices are smaller than other characters.
  static func width(of text: String) -> Double {
    text.reduce(0) { $0 + ("⁰¹²³⁴⁵⁶⁷⁸⁹⁻₀₁₂₃₄₅₆₇₈₉".contains($1) ? 3.7 : 5) }
  }

  /// "is about 480 pt wide, and a page of article has 345 pt for text"; `nil` where it fits.
  static func excess(_ width: Double) -> String? {
    guard width > textWidth + 0.5 else { return nil }
    return
      "is about \(Int(saturating: width.rounded())) pt wide, and a page of article has \(Int(saturating: textWidth)) pt for text"
  }
}
