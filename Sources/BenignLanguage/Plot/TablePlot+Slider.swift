// SPDX-License-Identifier: Apache-2.0

import BenignCharts

extension TablePlot {
  /// More nobody looks at one by one, and each has its own numbers in the picture.
  private static let mostFrames = 200

  /// A figure for each value of `slider`, over the rows that have it, all on the same axes and in the same colours.
  func sliding(_ slider: Expression) throws(Diagnostic) -> Figure {
    let kind = try invocation.plotKind()
    let groups = try groups(by: slider).groups
    guard groups.count <= Self.mostFrames else {
      throw Diagnostic(
        .resourceLimit,
        "A slider can have \(Self.mostFrames) places, and \(SyntaxText(slider)) has \(groups.count) values.",
        at: slider.range, expected: "a key with fewer values")
    }
    let figures = try groups.map { (group) throws(Diagnostic) in
      let figure = try kind.ofTable(part(group.rows))
      guard !(figure.subtitle?.contains(group.name) ?? false) else { return figure }
      return figure.subtitled(
        [group.name, figure.subtitle ?? ""].filter { !$0.isEmpty }.joined(separator: ", "))
    }
    let names = figures.map { [$0.x.categories, $0.y.categories] }
    guard names.allSatisfy({ $0 == names[0] }) else {
      throw Diagnostic(
        .invalidArgument, "The pictures of this slider have axes with different names.",
        at: slider.range, expected: "rows with the same names for each place of the slider")
    }
    return Figure.sliding(
      figures, name: SyntaxText(slider).description, labels: groups.map(\.name))
  }
}
