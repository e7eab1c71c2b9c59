// SPDX-License-Identifier: Apache-2.0

import BenignCharts
import BenignCore

/// Makes the figures of `plot TABLE`.
struct TablePlot {
  /// More curves than this are hard to tell apart: if nothing was asked for, a heat map is drawn instead.
  private static let mostCurves = 8

  let invocation: Invocation
  let table: SweepTable
  let rows: TableRows
  /// The rows whose colours these share: of a part of a table those of the whole.
  let colorRows: TableRows
  private let session: Session

  init(_ table: SweepTable, _ invocation: Invocation, _ session: Session) {
    let rows = TableRows(table, invocation, session)
    self.init(table, invocation, session, rows: rows, colorRows: rows)
  }

  private init(
    _ table: SweepTable, _ invocation: Invocation, _ session: Session, rows: TableRows,
    colorRows: TableRows
  ) {
    self.table = table
    self.invocation = invocation
    self.session = session
    self.rows = rows
    self.colorRows = colorRows
  }

  /// The picture of some of the rows.
  func part(_ members: [Int]) -> TablePlot {
    var part = table
    part.cells = members.map { table.cells[$0] }
    return TablePlot(
      part, invocation, session, rows: TableRows(part, invocation, session), colorRows: rows)
  }

  func figure() throws(Diagnostic) -> Figure {
    if let slider = invocation.later["slider"] { return try sliding(slider) }
    return try invocation.plotKind().ofTable(self)
  }

  /// With `color` a heat map, else curves.
  func usualFigure() throws(Diagnostic) -> Figure {
    let (color, by) = (invocation.later["color"], invocation.later["by"])
    if let by, color != nil {
      throw Diagnostic(
        .invalidArgument, "color makes a heat map, and by makes curves.", at: by.range,
        expected: "one of them")
    }
    if color != nil {
      guard !wantsLaws else {
        throw Diagnostic(
          .invalidArgument, "color makes a heat map, and fit draws laws along curves.",
          at: invocation.range(of: "fit"), expected: "one of them")
      }
      return try heatMap()
    }
    let curves = try curves()
    // The line is the law's.
    if wantsLaws { return try figure(of: curves, errors: "whiskers") { $0.map(Layer.points) } }
    let isOpen = invocation.later["y"] == nil && by == nil
    return isOpen && curves.series.count > Self.mostCurves
      ? try heatMap() : try figure(of: curves, errors: "bands") { $0.map(Layer.line) }
  }

  /// The first that was measured.
  var measure: Expression { .column(table.measures.first ?? "") }

  /// Swept keys that none of the expressions speaks of, in their order; of keys that go together the first, where it speaks of none.
  func keys(notIn expressions: [Expression?]) -> [String] {
    let expressions = expressions + [invocation.later["slider"]]
    var known = table.keys.filter { key in expressions.contains { $0?.mentions(key) ?? false } }
    return table.keys.filter { key in
      guard !known.contains(key), !known.contains(where: { table.goTogether(key, $0) }) else {
        return false
      }
      known.append(key)
      return true
    }
  }

  func axis(_ expression: Expression) throws(Diagnostic) -> TableAxis {
    TableAxis(try rows.values(of: expression), of: expression)
  }

  /// That two rows share a place: a mean over what nobody named would pass for a result.
  /// - Parameter hint: what to write, given the keys that tell them apart.
  func refusal(
    ofRows first: Int, _ second: Int, at place: String, hint: ([String]) -> String
  ) -> Diagnostic {
    let settings = [first, second].map { table.cells[$0].settings }
    let keys = table.keys.indices.filter { settings[0][$0] != settings[1][$0] }
      .map { table.keys[$0] }
    let names = keys.joined(separator: " and ")
    return Diagnostic(
      .invalidArgument,
      "Several rows of \(table.name) stand at \(place): they differ in \(names).",
      at: invocation.range, expected: "one row at each place, or a sweep with fewer keys",
      suggestion: hint(keys))
  }

  func missingKey(for purpose: String) -> Diagnostic {
    let keys = table.keys.isEmpty ? "no key" : "only " + table.keys.joined(separator: ", ")
    return Diagnostic(
      .invalidArgument, "\(purpose), and \(table.name) sweeps \(keys).", at: invocation.range,
      expected: "x= and y= that differ from row to row",
      suggestion: table.cells.count > 1
        ? "plot \(table.name)"
        : table.repeats > 1 ? "plot \(table.name) kind=histogram" : "show \(table.name)")
  }

  // MARK: Around the picture

  var wantsTheory: Bool { invocation.boolean("theory") ?? true }

  func title(_ composed: String) -> String { invocation.text("title") ?? composed }

  /// What all cells have in common.
  var subtitle: String? {
    guard let first = table.cells.first else { return nil }
    var (data, rest) = (first.dataFacts.filter(\.isShown), first.otherFacts.filter(\.isShown))
    for cell in table.cells.dropFirst() {
      if cell.mixture != first.mixture {
        let own = cell.dataFacts
        data.removeAll { !own.contains($0) }
      }
      if !cell.agrees(with: first) {
        let own = cell.otherFacts
        rest.removeAll { !own.contains($0) }
      }
    }
    let searched = table.searched.map(PictureWords.name)
    let shared = (data + rest).filter { !searched.contains($0.name) }
    return shared.isEmpty ? nil : shared.map(\.text).joined(separator: ", ")
  }

  /// How many repeats stand behind a mark.
  /// - Parameter errors: what shows their standard error, if anything does.
  func means(errors: String?) -> [String] {
    guard table.repeats > 1 else { return [] }
    let means = "Means of \(Self.text(table.repeats)) repeats"
    return [means + (errors.map { "; \($0): one standard error." } ?? ".")]
  }

  /// What is not there.
  /// - Parameter failures: how many runs do not count, and why.
  func remarks(failures: [String?]) -> [String] {
    var remarks = failures.compactMap(\.self)
    table.sentence(of: .failed).map { remarks.append($0) }
    if table.countsLastStates { remarks.append("This table was \(SweepTable.oldRules).") }
    let missing = table.missingRuns
    if missing > 0 {
      let all = table.cells.count * table.repeats
      remarks.append("\(Self.text(missing)) of \(Self.text(all)) runs are not computed yet.")
    }
    return remarks
  }

  static func text(_ count: Int) -> String {
    Figure.text(of: Double(count), significant: 17)
  }
}

extension Expression {
  /// A column by its name, which is a member where it is a seed's.
  static func column(_ name: String) -> Expression {
    guard let point = name.firstIndex(of: "."), Setting.named(name) != nil else {
      return Expression(node: .name(name), range: 0..<0)
    }
    let (owner, member) = (String(name[..<point]), String(name[name.index(after: point)...]))
    return Expression(node: .member(owner: owner, name: member), range: 0..<0)
  }

  /// Whether a column's name stands in it.
  func mentions(_ column: String) -> Bool {
    switch node {
    case .name(let name): name == column
    case .member(let owner, let name): name == column || "\(owner).\(name)" == column
    default: parts.contains { $0.mentions(column) }
    }
  }
}
