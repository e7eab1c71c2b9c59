// SPDX-License-Identifier: Apache-2.0

import BenignCharts

extension Command {
  static let plot = Command(
    name: "plot", usage: "plot SERIES, …",
    summary: """
      Draws recorded numbers against t or any x, vectors by index, matrices as heat maps, the table of \
      a sweep as curves or, with color, as a heat map; limits, predictions and the boundary \
      n‖μ‖² = tr Σ are drawn in.
      """,
    example: "plot misalignment", arguments: .expressions, keys: plotKeys, effect: .reads
  ) { (invocation, session) throws(Diagnostic) in
    let place = invocation.range(of: "file")
    let path = invocation.text("file")
    let file = try located(at: place) { () throws(Diagnostic) in
      try path.map { (path) throws(Diagnostic) in try PictureFile(path: path) }
    }
    try invocation.requirePlaces()
    let drawn = session
    let (figure, bytes) = try invocation.abandonably {
      (invocation) throws(Diagnostic) -> (Figure, [UInt8]) in
      let figure = try invocation.framed(try Command.figure(invocation, drawn))
      let bytes = try located(at: place) { () throws(Diagnostic) in
        try file?.bytes(of: figure) ?? []
      }
      return (figure, bytes)
    }
    if let path {
      try located(at: place) { () throws(Diagnostic) in
        try TextFile.write(bytes, to: path, stop: invocation.environment.stop)
      }
    }
    if file == .tex, let excess = TeXPage.excess(figure.pixels.width * TeXPage.pixel) {
      let width = Int(saturating: (TeXPage.textWidth / TeXPage.pixel).rounded(.down))
      invocation.warn("the picture \(excess): width=\(width) makes it fit.")
    }
    invocation.environment.emit(.figure(figure))
    try invocation.environment.requireUninterrupted()
  }

  private static func figure(_ invocation: Invocation, _ session: Session) throws(Diagnostic)
    -> Figure
  {
    let tables = invocation.expressions.compactMap { session.table(writtenAs: $0) }
    guard let table = tables.first else {
      let wantsFit = invocation.boolean("fit") ?? false
      let given = ["y", "color", "by", "boundary", "slider"].first {
        invocation.later[$0] != nil
      }
      if let key = given ?? (wantsFit ? "fit" : nil) {
        throw Diagnostic(
          .invalidArgument, "\(key) belongs to the picture of a table.",
          at: invocation.range(of: key), expected: "plot TABLE \(key)=…")
      }
      return try PlotComposer(invocation, session).figure()
    }
    guard invocation.expressions.count == 1 else {
      throw Diagnostic(
        .invalidArgument, "A table is drawn alone.", at: invocation.range,
        expected: "plot \(table.name)", suggestion: "a plot statement for each")
    }
    return try TablePlot(table, invocation, session).figure()
  }

  private static func located<Result>(
    at range: Range<Int>, _ body: () throws(Diagnostic) -> Result
  ) throws(Diagnostic) -> Result {
    do throws(Diagnostic) {
      return try body()
    } catch {
      throw error.located(at: range)
    }
  }

  private static let pictureSide = Interval(100, 4_000, "100 … 4000")

  private static let plotKeys = [
    Key(
      "kind", .words(PlotKind.all.map(\.word)), default: PlotKind.auto.word,
      PlotKind.all.map { "\($0.word): \($0.definition)" }.joined(separator: "; ")),
    Key(
      "x", .later("expression"), default: "t; of a table its first key",
      "what the horizontal axis shows"),
    Key(
      "y", .later("expression"), default: "the measure; with color the next key",
      "of a table: what the vertical axis shows; of a list of measures each has its curves"),
    Key(
      "color", .later("expression"), default: "none",
      "of a table: what the cells of a heat map show"),
    Key(
      "by", .later("expression"), default: "the next key",
      "of a table: what tells its curves apart; a list tells them apart by several"),
    Key(
      "boundary", .later("condition, a list of conditions, or None"), default: "rho == 1",
      "of a table: lines of a heat map, and places along curves, where the two sides of a condition are equal"
    ),
    Key(
      "slider", .later("expression"), default: "none",
      "of a table: a picture for each of its values, which a slider chooses in JupyterLab, without a kernel; SVG and PDF show the middle one"
    ),
    Key(
      "fit", .boolean, default: "false",
      "of a table: the power law of each curve drawn in with its 95 % band, as `fit` finds it"),
    Key(
      "xscale", .words(Scale.allCases.map(\.rawValue)), default: "auto",
      "of the x axis; auto: as is natural to what is shown (errors, losses, misalignment: log), else by the values"
    ),
    Key(
      "yscale", .words(Scale.allCases.map(\.rawValue)), default: "auto",
      "of the y axis, in the same way"),
    Key(
      "cscale", .words(Scale.allCases.map(\.rawValue)), default: "auto",
      "of the colours of a heat map"),
    Key(
      "xlim", .pair, default: "from the data",
      "ends of the x axis; what lies outside is cut off, and counted below the picture"),
    Key("ylim", .pair, default: "from the data", "the same of the y axis"),
    Key(
      "clim", .pair, default: "from the data",
      "the same of the colours of a heat map: cells beyond have the colour of the nearer end"),
    Key("xlabel", .string, default: "from what is drawn", "stands below the x axis"),
    Key("ylabel", .string, default: "from what is drawn", "stands beside the y axis"),
    Key(
      "width", .whole(pictureSide), default: "640",
      "pixels of the whole picture; at 320, which are 240 pt, text has 8 pt, and it grows with the picture"
    ),
    Key(
      "height", .whole(pictureSide), default: "what the plot needs",
      "pixels of the whole picture; text becomes smaller where it would leave the plot no room"),
    Key(
      "theory", .boolean, default: "true",
      "limits and predictions drawn in: of several experiments the limits, of a table those of its own cells"
    ),
    .file, .title,
  ]
}

extension Session {
  /// The table that an expression is the name of; a setting's name means the setting.
  fileprivate func table(writtenAs expression: Expression) -> SweepTable? {
    guard case .name(let name) = expression.node, Setting.named(name) == nil else {
      return nil
    }
    return table(name)
  }
}
