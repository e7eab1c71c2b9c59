// SPDX-License-Identifier: Apache-2.0

import BenignCharts

extension Command {
  static let plot = Command(
    name: "plot", usage: "plot SERIES, …",
    summary: """
      Draws recorded numbers against t or any x, vectors by index, matrices as heat maps; limits \
      and predictions are drawn in.
      """,
    example: "plot misalignment", arguments: .expressions, keys: plotKeys, effect: .reads
  ) { (invocation, session) throws(Diagnostic) in
    try refuseOtherFormats(invocation)
    let figure = try PlotComposer(invocation, session).figure()
    if let path = invocation.text("file") {
      do throws(Diagnostic) {
        try TextFile.write(figure.svg().utf8, to: path)
      } catch {
        throw error.located(at: invocation.range(of: "file"))
      }
    }
    invocation.environment.emit(.figure(figure))
  }

  private static func refuseOtherFormats(_ invocation: Invocation) throws(Diagnostic) {
    guard let path = invocation.text("file"), let point = path.lastIndex(of: ".") else { return }
    let suffix = path[path.index(after: point)...].lowercased()
    guard ["png", "jpg", "jpeg", "gif", "webp", "pdf", "ps", "eps"].contains(suffix) else { return }
    throw Diagnostic(
      .invalidArgument, "plot writes SVG, not \(suffix.uppercased()).",
      at: invocation.range(of: "file"), expected: "a name that ends in .svg",
      suggestion: PlainText.quoted(path[..<point] + ".svg"))
  }

  private static let plotKeys = [
    Key("x", .later("expression"), default: "t", "what the horizontal axis shows"),
    Key("xscale", .words(Scale.allCases.map(\.rawValue)), default: "auto", "of the x axis"),
    Key("yscale", .words(Scale.allCases.map(\.rawValue)), default: "auto", "of the y axis"),
    Key(
      "theory", .boolean, default: "true",
      "limits and predictions drawn in; of several experiments the limits"),
    .file, .title,
  ]
}
