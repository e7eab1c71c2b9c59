// SPDX-License-Identifier: Apache-2.0

import BenignCharts
import BenignCore

extension TablePlot {
  /// What curves show, and along what.
  struct Curves {
    /// The measures.
    let y: Expression
    /// A curve for each group, of one measure after the other.
    let series: [NumberSeries]
    let axis: TableAxis
    let groups: [Group]
    fileprivate let order: Int?
    fileprivate let hasErrors: Bool

    /// Whether a group has one colour: it is one curve, or its curves are told apart by their dashes.
    var haveColors: Bool { order != nil || series.count == groups.count }
  }

  /// A curve for each measure and each value of `by`, with a band of one standard error where repeats give one.
  func curves() throws(Diagnostic) -> Curves {
    let givenBy = invocation.later["by"]
    let y = try measures()
    let givenX = invocation.later["x"]
    var free = keys(notIn: [givenX, y, givenBy])[...]
    guard let x = givenX ?? free.popFirst().map(Expression.column) else {
      throw missingKey(for: "A curve needs a key to go along")
    }
    // An x such as rho, which names no key, goes along the one that runs fastest.
    if let givenX, !table.keys.contains(where: givenX.mentions) { _ = free.popLast() }
    let by = givenBy ?? free.popFirst().map(Expression.column)
    let axis = try axis(x)
    let (groups, order) = try groups(by: by)
    try invocation.requireFewCurves(groups.count * y.listed.count)
    let values = try y.listed.map { (part) throws(Diagnostic) in
      (part: part, numbers: try rows.numbers(of: part), errors: try rows.standardErrors(of: part))
    }
    var members: [Group] = []
    for var group in groups {
      group.rows = group.rows.filter { !axis.places[$0].isNaN }
        .sorted { axis.places[$0] < axis.places[$1] }
      try refuseSharedPlaces(group, axis, by)
      members.append(group)
    }
    let curves = values.flatMap { value in
      members.map { group in
        let name = Self.name(of: group, value.part, among: y)
        let diverges =
          divergedRows(of: group).some || Self.growsBeyondAll(value.part, group, value.numbers)
        return series(name, group.rows, axis, value.numbers, value.errors, diverges: diverges)
      }
    }
    let hasErrors = values.contains { $0.errors.map { !$0.allSatisfy(\.isNaN) } ?? false }
    return Curves(
      y: y, series: curves, axis: axis, groups: members, order: order, hasErrors: hasErrors)
  }

  /// Finds what is given as `y`, a measure or a list of some; without it the first measure of the table.
  /// - Throws: InvalidArgument for an empty list.
  func measures() throws(Diagnostic) -> Expression {
    let y = invocation.later["y"] ?? measure
    guard y.listed.isEmpty else { return y }
    throw Diagnostic(
      .invalidArgument, "This list has no measure.", at: y.range, expected: "y=[MEASURE, …]",
      suggestion: "y=\(SyntaxText(measure))")
  }

  /// The name of what an axis shows.
  static func name(of y: Expression) -> String {
    y.listed.map { PictureWords.name($0) }.joined(separator: ", ")
  }

  /// What one of several measures shows on the rows of a group: "test error, n = 50".
  static func name(of group: Group, _ part: Expression, among y: Expression) -> String {
    let parts = y.listed.count > 1 ? [PictureWords.name(part)] + group.facts : group.facts
    return parts.isEmpty ? PictureWords.name(part) : parts.joined(separator: ", ")
  }

  /// - Parameters:
  ///   - errors: what shows the standard error of a mean.
  ///   - comparesEach: whether the marks are bars, each with what it is compared with.
  func figure(
    of curves: Curves, errors: String, comparesEach: Bool = false, _ marks: PlotKind.Marks
  ) throws(Diagnostic) -> Figure {
    let (name, axis) = (Self.name(of: curves.y), curves.axis)
    let laws = try laws(of: curves)
    return Figure(
      title: title("\(name) against \(axis.words)"), subtitle: subtitle,
      x: axis.axis(scale: scale("x")),
      y: Axis(name, scale: scale("y"), nature: Nature(of: curves.y.listed)),
      layers: marks(curves.series) + laws.layers
        + (try comparisons(with: curves, each: comparesEach))
        + (try transitions(of: curves, along: axis)),
      order: curves.order,
      remarks: means(errors: curves.hasErrors ? errors : nil) + laws.remarks
        // A gap at an end of a curve is not seen.
        + divergence(of: curves.groups, along: axis)
        + remarks(
          failures: SweepTable.Reason.told.filter { $0 != .diverged }.map {
            table.sentence(of: $0, places: table.places(of: $0, naming: { PictureWords.name($0) }))
          }))
  }

  /// The rows of one curve, and what they have in common: "n = 50", "γ = 0.2".
  struct Group {
    let facts: [String]
    var rows: [Int]

    var name: String { facts.joined(separator: ", ") }
  }

  private func series(
    _ name: String, _ rows: [Int], _ axis: TableAxis, _ numbers: [Double], _ errors: [Double]?,
    diverges: Bool
  ) -> NumberSeries {
    NumberSeries(
      name: name, x: rows.map { axis.places[$0] }, y: rows.map { numbers[$0] },
      band: errors.map { errors in
        NumberSeries.Band(
          low: rows.map { numbers[$0] - errors[$0] }, high: rows.map { numbers[$0] + errors[$0] })
      }, diverges: diverges)
  }

  private func refuseSharedPlaces(_ group: Group, _ axis: TableAxis, _ by: Expression?)
    throws(Diagnostic)
  {
    for (first, second) in zip(group.rows, group.rows.dropFirst())
    where axis.places[first] == axis.places[second] {
      let place = ([axis.text(ofRow: first)] + group.facts).joined(separator: ", ")
      throw refusal(ofRows: first, second, at: place) { keys in
        let names = by?.listed.map { SyntaxText($0).description } ?? []
        return names.isEmpty && keys.count == 1
          ? "by=\(keys[0])" : "by=[\((names + keys).joined(separator: ", "))]"
      }
    }
  }

  /// Rows with the same value of `by`: numbers increasing, all else in the order in which it appears.
  /// - Returns: also how many groups go along the values of a number, where one number tells them apart.
  func groups(by: Expression?) throws(Diagnostic) -> (groups: [Group], order: Int?) {
    guard let by else {
      return ([Group(facts: [], rows: Array(table.cells.indices))], nil)
    }
    let parts = try by.listed.map { (part) throws(Diagnostic) in
      GroupingPart(try rows.values(of: part), of: part)
    }
    var members: [[Int]: [Int]] = [:]
    for row in table.cells.indices {
      members[parts.map { $0.ranks[row] }, default: []].append(row)
    }
    let groups = members.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { _, rows in
      Group(facts: parts.map { $0.facts[rows[0]] }, rows: rows)
    }
    let isOrdered = parts.count == 1 && parts[0].isNumber && groups.count > 1
    return (groups, isOrdered ? groups.count : nil)
  }
}

/// One of the expressions that tell curves apart.
private struct GroupingPart {
  /// What it says of each row: "γ = 0.2"; words speak for themselves.
  let facts: [String]
  /// The place of each row's value among the different ones.
  let ranks: [Int]
  let isNumber: Bool

  init(_ values: [Value], of expression: Expression) {
    let title = PictureWords.name(expression)
    let facts = values.map { value in
      let name = TableAxis.name(of: value)
      if case .text = value { return name }
      return "\(title) = \(name)"
    }
    let numbers = values.compactMap(\.asNumber)
    isNumber = numbers.count == values.count
    var order: [String] = []
    var places: [String: Int] = [:]
    let rows =
      isNumber
      ? values.indices.sorted { (numbers[$0], $0) < (numbers[$1], $1) } : Array(values.indices)
    for fact in rows.map({ facts[$0] }) where places[fact] == nil {
      places[fact] = order.count
      order.append(fact)
    }
    self.facts = facts
    ranks = facts.map { places[$0] ?? 0 }
  }
}

extension Expression {
  /// Those of a list, else itself.
  var listed: [Expression] {
    if case .list(let elements) = node { elements } else { [self] }
  }
}
