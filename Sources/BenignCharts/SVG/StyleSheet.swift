// SPDX-License-Identifier: Apache-2.0

/// What neutral parts of a figure are painted with, light and dark.
enum Ink: String {
  case card
  case text
  case quiet
  case axis
  case grid

  var light: String {
    switch self {
    case .card: "#ffffff"
    case .text: "#222222"
    case .quiet: "#5f5f5f"
    case .axis: "#6b6b6b"
    case .grid: "#e4e4e4"
    }
  }

  var dark: String {
    switch self {
    case .card: "#111111"
    case .text: "#ececec"
    case .quiet: "#b0b0b0"
    case .axis: "#9a9a9a"
    case .grid: "#2f2f2f"
    }
  }
}

/// Light and dark colours of an SVG figure.
///
/// Presentation attributes give the light ones, for programs that know no style sheets (they rank
/// below every rule). The rules use variables: dark where the system is, but the page's theme decides
/// where the figure stands inside a Jupyter page, which tells it in `data-jp-theme-light`. The
/// figure brings its own background, so that it is readable wherever neither is right.
enum StyleSheet {
  static let text: String = {
    let inks: [Ink] = [.card, .text, .quiet, .axis, .grid]
    let variables = { (color: (Ink) -> String) in
      "{" + inks.map { "--\($0.rawValue):\(color($0))" }.joined(separator: ";") + "}"
    }
    let light = variables(\.light)
    let dark = variables(\.dark)
    let rules = inks.map { ink in
      ".benign-figure .f-\(ink.rawValue){fill:var(--\(ink.rawValue),\(ink.light))}"
        + ".benign-figure .s-\(ink.rawValue){stroke:var(--\(ink.rawValue),\(ink.light))}"
    }
    return ".benign-figure\(light)"
      + "@media screen and (prefers-color-scheme:dark){.benign-figure\(dark)}"
      + "[data-jp-theme-light=true] .benign-figure\(light)"
      + "[data-jp-theme-light=false] .benign-figure\(dark)" + rules.joined()
  }()
}
