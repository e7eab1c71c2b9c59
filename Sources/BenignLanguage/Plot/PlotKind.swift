// SPDX-License-Identifier: Apache-2.0

import BenignCharts

/// A kind of picture: one entry holds its word, its documentation, and how it is made.
///
/// Nothing else asks which kind it is. `PlotKinds.swift` lists the entries.
final class PlotKind: Sendable {
  typealias OfSeries = @Sendable (PlotComposer) throws(Diagnostic) -> Figure
  typealias OfTable = @Sendable (TablePlot) throws(Diagnostic) -> Figure
  typealias Marks = @Sendable ([NumberSeries]) -> [Layer]

  /// The word of `kind=`.
  let word: String
  /// What it draws, and how, a phrase.
  let definition: String
  /// The keys that mean something to it, of `x`, `y`, `color`, `by`, `boundary` and `fit`.
  let keys: [String]
  let ofSeries: OfSeries
  let ofTable: OfTable

  init(
    _ word: String, _ definition: String, keys: [String], ofSeries: @escaping OfSeries,
    ofTable: @escaping OfTable
  ) {
    self.word = word
    self.definition = definition
    self.keys = keys
    self.ofSeries = ofSeries
    self.ofTable = ofTable
  }

  /// A kind of mark for numbers against x, lists by index, and the curves of a table.
  /// - Parameters:
  ///   - errors: what shows the standard error of a mean.
  ///   - comparesEach: whether each mark has a stroke of its own at what it is compared with.
  ///   - tellsGroupsApart: whether points of different labels, and neurons of different signs, are series of their own.
  convenience init(
    _ word: String, _ definition: String, errors: String = "whiskers",
    comparesEach: Bool = false, tellsGroupsApart: Bool = true, marks: @escaping Marks
  ) {
    self.init(
      word, definition, keys: ["x", "y", "by", "boundary"] + (comparesEach ? [] : ["fit"]),
      ofSeries: { (composer) throws(Diagnostic) in
        try composer.figure(marks, tellsGroupsApart: tellsGroupsApart)
      },
      ofTable: { (plot) throws(Diagnostic) in
        try plot.figure(
          of: try plot.curves(), errors: errors, comparesEach: comparesEach, marks)
      })
  }

  /// The kind of a word; `nil` where there is none.
  static func named(_ word: String) -> PlotKind? { all.first { $0.word == word } }
}

extension Invocation {
  /// The kind that a plot statement asks for.
  /// - Throws: InvalidArgument, where it is given a key that means nothing to that kind.
  func plotKind() throws(Diagnostic) -> PlotKind {
    let kind = text("kind").flatMap(PlotKind.named) ?? .auto
    let given =
      ["x", "y", "color", "by", "boundary"].filter { later[$0] != nil }
      + (boolean("fit") ?? false ? ["fit"] : [])
    guard let key = given.first(where: { !kind.keys.contains($0) }) else { return kind }
    let fitting = PlotKind.all.dropFirst().first { $0.keys.contains(key) }
    throw Diagnostic(
      .invalidArgument, "\(key) means nothing to kind=\(kind.word).", at: range(of: key),
      expected: "\(kind.word): \(kind.definition)",
      suggestion: fitting.map { "kind=\($0.word)" })
  }
}
