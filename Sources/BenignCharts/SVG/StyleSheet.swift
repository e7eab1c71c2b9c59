// SPDX-License-Identifier: Apache-2.0

/// What neutral parts of a figure are painted with, light and dark.
enum Ink: String, CaseIterable {
  case card
  case text
  case quiet
  case axis
  case grid

  /// The class of an element that is painted with it.
  var name: String { "\(property.prefix(1))-\(rawValue)" }

  /// An element's colour is its fill or its stroke: areas and texts are filled, lines are stroked.
  var property: String {
    switch self {
    case .card, .text, .quiet: "fill"
    case .axis, .grid: "stroke"
    }
  }

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

/// The style sheet gives browsers what attributes cannot say: dark colours, and the page's width.
///
/// The attributes give plain light colours and a size, which every program understands; they rank below every rule. Dark colours
/// hold where the system is dark, but the page's theme decides where the figure stands inside a Jupyter page, which tells it in
/// `data-jp-theme-light`. The figure brings its own background, so that it is readable wherever neither is right.
///
/// Every rule stands inside a media query that programs other than browsers do not evaluate and therefore leave out, as CSS
/// demands: they apply no dark colour, and read no variable and no `auto`, which some cannot.
enum StyleSheet {
  static let text: String = {
    let rules = { (theme: String, color: (Ink) -> String) in
      Ink.allCases.map { "\(theme).benign-figure .\($0.name){\($0.property):\(color($0))}" }
        .joined()
    }
    return "@media screen and (min-width:0){.benign-figure{max-width:100%;height:auto}"
      + rules("[data-jp-theme-light=true] ", \.light)
      + rules("[data-jp-theme-light=false] ", \.dark)
      + "}@media screen and (prefers-color-scheme:dark){" + rules("", \.dark) + "}"
  }()
}
