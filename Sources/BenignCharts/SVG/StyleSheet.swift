// SPDX-License-Identifier: Apache-2.0

/// The axes and the grid are painted with a grey that is seen on a light page as on a dark one.
enum LineInk {
  case axis
  case grid

  var color: String { "#7f7f7f" }

  var opacity: String {
    switch self {
    case .axis: "1"
    case .grid: "0.22"
    }
  }
}

/// Texts are painted with one colour on a light page and with another one on a dark page.
enum Ink: String, CaseIterable {
  case text
  case quiet

  /// The class of an element that is painted with it.
  var name: String { "f-\(rawValue)" }

  var light: String {
    switch self {
    case .text: "#222222"
    case .quiet: "#5f5f5f"
    }
  }

  var dark: String {
    switch self {
    case .text: "#ececec"
    case .quiet: "#b0b0b0"
    }
  }

  /// The grounds that they are made for.
  static let grounds = (light: "#ffffff", dark: "#111111")
}

/// The style sheet gives browsers what attributes cannot say: the colours of dark pages, and the page's width.
///
/// The attributes give plain light colours and a size, which every program understands; they rank below every rule. A picture has
/// no ground of its own: it stands on its page. Its texts are light where the page says that it is dark: a Jupyter page says it in
/// `data-jp-theme-light`, other pages by their `color-scheme`, and else the system. A page may be dark without saying so, or light on a dark
/// system: so texts have a border in the colour of the ground that they are made for, which is seen on the other ground only.
///
/// Every rule stands inside a media query that programs other than browsers do not evaluate and therefore leave out, as CSS
/// demands: they apply no dark colour, and read no variable and no `auto`, which some cannot.
enum StyleSheet {
  static let text: String = {
    let rules = { (theme: String, color: (Ink) -> String, ground: String) in
      "\(theme).benign-figure text{stroke:\(ground)}"
        + Ink.allCases.map { "\(theme).benign-figure .\($0.name){fill:\(color($0))}" }.joined()
    }
    let (light, dark) = Ink.grounds
    return "@media screen and (min-width:0){.benign-figure{max-width:100%;height:auto}"
      + ":root.benign-figure{color-scheme:light dark}"
      + ".benign-figure text{paint-order:stroke;stroke-width:3px;stroke-linejoin:round}"
      + rules("", \.light, light) + rules("[data-jp-theme-light=true] ", \.light, light)
      + rules("[data-jp-theme-light=false] ", \.dark, dark)
      + "}@media screen and (prefers-color-scheme:dark){" + rules("", \.dark, dark) + "}"
  }()
}
