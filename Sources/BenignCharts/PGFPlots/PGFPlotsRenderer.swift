// SPDX-License-Identifier: Apache-2.0

/// Writes a plan as one TikZ picture with a pgfplots axis, for a paper to include with `\input`.
///
/// Marks stand in the coordinates of the axis, so that an author can change numbers; names, samples and notes in points, where the plan put
/// them. LaTeX sets all text in the paper's own font.
struct PGFPlotsRenderer {
  let plan: FigurePlan
  /// The description tells in a comment what the picture shows.
  let description: String

  /// The values of an axis as TeX can hold them: it counts with six digits or so.
  private struct Origin {
    let offset: Double
    let unit: Double

    private let scale: AxisScale

    init(_ scale: AxisScale) {
      self.scale = scale
      let (span, size) = (scale.high - scale.low, max(scale.low.magnitude, scale.high.magnitude))
      let isFar = scale.mapping == .linear && size > 1e3 * span
      offset = isFar ? scale.low : 0
      // The largest that it can hold is about 10³⁰⁰; ten orders of size are left for what it computes.
      let reach = isFar ? span : size
      let isPlain = scale.mapping == .log || 1e-9...1e9 ~= reach
      unit = isPlain ? 1 : Logarithm.powerOfTen(DecimalNumber(reach).exponent)
    }

    func text(_ value: Double) -> String {
      let value = scale.accepts(value) ? value : scale.clamped(value)
      guard offset != 0 || unit != 1 else { return NumberFormat.exact(value) }
      return NumberFormat.exact((value - offset) / unit)
    }

    func comment(_ name: String) -> String? {
      guard offset != 0 || unit != 1 else { return nil }
      return
        "% \(name) is (value - \(NumberFormat.exact(offset))) / \(NumberFormat.exact(unit)), as TeX counts with few digits."
    }
  }

  private var originX: Origin { Origin(plan.x.scale) }
  private var originY: Origin { Origin(plan.y.scale) }

  func document() -> String {
    var tex = TeXWriter()
    tex.line("% \(description)")
    tex.line("% In the preamble: \\usepackage{pgfplots} \\pgfplotsset{compat=1.17}")
    for comment in [originX.comment("x"), originY.comment("y")] { comment.map { tex.line($0) } }
    tex.line("\\begin{tikzpicture}[x=1pt, y=1pt, every node/.style={inner sep=0pt}]")
    let frame = plan.frame
    let corners = [
      place(Point(x: -frame.left, y: frame.height + frame.bottom)),
      place(Point(x: frame.width + frame.right, y: -frame.top)),
    ]
    tex.line("\\path[use as bounding box] \(corners[0]) rectangle \(corners[1]);")
    tex.line("\\begin{axis}[\n  \(axisOptions.joined(separator: ",\n  "))]")
    for named in plan.marks { named.mark.write(to: &tex, by: self) }
    tex.line("\\end{axis}")
    writeColorBar(&tex)
    writeTitles(&tex)
    for placed in plan.samples { placed.sample.write(at: placed.place, to: &tex, by: self) }
    for text in plan.texts { write(text, &tex) }
    tex.line("\\end{tikzpicture}%")
    return tex.text
  }

  /// A length of the plan in points. A pixel is 0.75 pt.
  func pt(_ length: Double) -> String { NumberFormat.pixels(0.75 * plan.scale * length) }

  /// A place of the plan, whose y counts downwards, in points from the lower left corner of the axis.
  func place(_ place: Point) -> String { "(\(pt(place.x)),\(pt(plan.frame.height - place.y)))" }

  /// A point in the coordinates of the axis.
  func coordinate(_ x: Double, _ y: Double) -> String { "(\(originX.text(x)),\(originY.text(y)))" }

  /// The same for what is drawn without `\addplot`.
  func axisPlace(_ x: Double, _ y: Double) -> String {
    "(axis cs:\(originX.text(x)),\(originY.text(y)))"
  }

  private var axisOptions: [String] {
    let (x, y) = (plan.x.scale, plan.y.scale)
    var options = [
      "scale only axis, width=\(pt(plan.frame.width))pt, height=\(pt(plan.frame.height))pt, at={(0,0)}, anchor=south west",
      "xmin=\(originX.text(x.low)), xmax=\(originX.text(x.high)), ymin=\(originY.text(y.low)), ymax=\(originY.text(y.high))",
      "xmode=\(mode(x)), ymode=\(mode(y)), x dir=\(direction(x)), y dir=\(direction(y))",
      "enlargelimits=false, clip=false, axis on top=\(plan.colorBar != nil), axis lines*=left",
      "tick align=outside, major tick length=\(pt(5))pt, minor tick length=\(pt(3))pt, scaled ticks=false",
      "tick label style={font=\(font(11))}",
      "x tick label style={yshift=-1pt}",
    ]
    options += ticks("x", plan.x, originX) + ticks("y", plan.y, originY)
    let grids = [("x", plan.grid.x), ("y", plan.grid.y)].filter(\.1).map {
      "\($0.0)majorgrids=true"
    }
    options += (grids + ["grid style={black!12, line width=\(pt(1))pt}"])
    return options
  }

  private func mode(_ scale: AxisScale) -> String {
    scale.mapping == .log ? "log" : "linear"
  }

  private func direction(_ scale: AxisScale) -> String {
    scale.isReversed ? "reverse" : "normal"
  }

  private func ticks(_ name: String, _ axis: PlannedAxis, _ origin: Origin) -> [String] {
    let places = axis.ticks.major.map { origin.text($0.value) }.joined(separator: ", ")
    let labels = axis.ticks.major.map { "{\(TeXText.of($0.label))}" }.joined(separator: ", ")
    let minor = axis.ticks.minor.map(origin.text).joined(separator: ", ")
    return [
      places.isEmpty
        ? "\(name)tick=\\empty" : "\(name)tick={\(places)}, \(name)ticklabels={\(labels)}",
      minor.isEmpty ? "minor \(name)tick={}" : "minor \(name)tick={\(minor)}",
    ]
  }

  private func writeColorBar(_ tex: inout TeXWriter) {
    guard let bar = plan.colorBar else { return }
    let left = bar.left(in: plan.frame)
    let right = left + ColorBar.width
    for slice in bar.slices(count: 100, height: plan.frame.height) {
      let corners = [
        place(Point(x: left, y: slice.bottom + 0.5)), place(Point(x: right, y: slice.top)),
      ]
      tex.line(
        "\\fill[fill=\(bar.colors.color(of: slice.value).tex)] \(corners[0]) rectangle \(corners[1]);"
      )
    }
    let marks = bar.ticks.major.map { tick in
      let y = bar.y(tick.value, in: plan.frame)
      return "\(place(Point(x: right, y: y))) -- \(place(Point(x: right + 4, y: y)))"
    }
    if !marks.isEmpty { tex.command("draw", ["line width=\(pt(1))pt"], marks) }
  }

  /// The names of the axes stand where the other pictures have them.
  private func writeTitles(_ tex: inout TeXWriter) {
    let (frame, font) = (plan.frame, font(12))
    if !plan.x.title.isEmpty {
      let middle = Point(x: frame.width / 2, y: frame.height + plan.x.depth + 12)
      tex.line(
        "\\node[anchor=base, font=\(font)] at \(place(middle)) {\(TeXText.of(plan.x.title))};")
    }
    if !plan.y.title.isEmpty {
      let middle = Point(x: frame.textLeft + 9, y: frame.height / 2)
      tex.line(
        "\\node[anchor=base, rotate=90, font=\(font)] at \(place(middle)) {\(TeXText.of(plan.y.title))};"
      )
    }
  }

  private func font(_ size: Double, isBold: Bool = false) -> String {
    "\\fontsize{\(pt(size))pt}{\(pt(size * 1.2))pt}\\selectfont" + (isBold ? "\\bfseries" : "")
  }

  private func write(_ text: PlacedText, _ tex: inout TeXWriter) {
    let side =
      switch text.anchor {
      case .start: "base west"
      case .middle: "base"
      case .end: "base east"
      }
    // The baseline lies about a third of the size below the middle.
    let at = place(Point(x: text.x, y: text.y + text.role.size * 0.35))
    var options = [
      "anchor=\(side)", "font=\(font(text.role.size, isBold: text.role == .title))",
    ]
    if text.role.isQuiet { options.append("text=black!65") }
    if text.angle != 0 { options.append("rotate=\(NumberFormat.exact(-text.angle))") }
    tex.line("\\node[\(options.joined(separator: ", "))] at \(at) {\(TeXText.of(text.text))};")
  }
}

// What several kinds of marks are written with.
extension PGFPlotsRenderer {
  /// Options of a stroke.
  func stroke(_ style: Style) -> [String] {
    var options = ["draw=\(style.tex)", "line width=\(pt(style.lineWidth))pt", "line join=round"]
    if !style.dash.isEmpty {
      let pattern = style.dash.enumerated().map { index, length in
        "\(index % 2 == 0 ? "on" : "off") \(pt(length))pt"
      }
      options.append("dash pattern=\(pattern.joined(separator: " "))")
    }
    return options
  }

  /// Options of symbols.
  /// - Parameter size: the area of a symbol in square pixels.
  func dots(_ style: Style, size: Double) -> [String] {
    let radius = (size * style.shape.weight).squareRoot() / 2
    let (mark, options) =
      switch style.shape {
      case .circle: ("*", ", line width=0.1pt")
      case .square: ("square*", ", line width=0.1pt")
      case .diamond: ("diamond*", ", line width=0.1pt")
      case .triangleUp: ("triangle*", ", line width=0.1pt")
      case .triangleDown: ("triangle*", ", line width=0.1pt, rotate=180")
      case .cross: ("+", ", line width=\(pt(radius * 0.8))pt")
      }
    return [
      "only marks", "mark=\(mark)", "mark size=\(pt(radius))pt",
      "mark options={solid, draw=\(style.tex), fill=\(style.tex)\(options)}",
    ]
  }

  /// Writes a line, a region or symbols with a number of coordinates each.
  func plot(
    _ options: [String], _ points: [Point], closed: Bool = false, to tex: inout TeXWriter
  ) {
    let coordinates = points.map { coordinate($0.x, $0.y) }
    tex.command(
      "addplot", options, ["coordinates {"] + coordinates + ["}"], end: closed ? " -- cycle;" : ";")
  }

  /// Writes strokes between pairs of points of the axis.
  func segments(_ options: [String], _ pairs: [(Point, Point)], to tex: inout TeXWriter) {
    guard !pairs.isEmpty else { return }
    tex.command(
      "draw", options,
      pairs.map { "\(axisPlace($0.x, $0.y)) -- \(axisPlace($1.x, $1.y))" })
  }

  /// Writes a stroke of a sample, in places of the plan.
  func sampleStroke(_ style: Style, _ places: [Point], to tex: inout TeXWriter) {
    tex.command("draw", stroke(style), [places.map(place).joined(separator: " -- ")])
  }

  /// Writes the line of a sample, from the middle of its left edge.
  func sampleLine(_ style: Style, at place: Point, to tex: inout TeXWriter) {
    sampleStroke(style, [place, Point(x: place.x + LineSample.width, y: place.y)], to: &tex)
  }

  /// Writes the symbol of a sample.
  func sampleDot(_ style: Style, at middle: Point, size: Double, to tex: inout TeXWriter) {
    tex.command(
      "path", ["mark size=\(pt(1))pt"] + dots(style, size: size).dropFirst(),
      [
        "plot coordinates {\(place(middle))}"
      ])
  }
}
