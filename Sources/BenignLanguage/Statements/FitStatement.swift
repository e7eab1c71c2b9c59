// SPDX-License-Identifier: Apache-2.0

import BenignCore

extension Command {
  static let fit = Command(
    name: "fit", usage: "fit TABLE y=… x=… [by=…]",
    summary: """
      Fits a power law y = C·x^s to a table by weighted least squares in logarithms, once for each value of by: \
      exponent and constant with 95 % intervals, and whether the residuals contradict the law.
      """,
    example: "fit edge y=mu x=p/n by=n", arguments: .nameOrExpression(.table),
    keys: [
      Key(
        "y", .later("expression"), default: "required",
        "the column, or columns, that follow the law"),
      Key("x", .later("expression"), default: "required", "what they depend on"),
      Key("by", .later("expression"), default: "none", "a fit for each of its values"),
      .title,
    ], effect: .reads
  ) { (invocation, session) throws(Diagnostic) in
    guard let name = invocation.expressions.first.flatMap({ $0.tableName }),
      let table = session.table(name)
    else { throw invocation.noTable(in: session) }
    let drawn = session
    let report = try invocation.abandonably { (invocation) throws(Diagnostic) in
      let fits = try PowerLawFits(table, invocation, drawn)
      return Report(
        drawn.heading("fit", title: invocation.text("title") ?? "fit of \(table.name)"), fits)
    }
    try invocation.environment.show(report)
  }
}

extension Invocation {
  fileprivate func noTable(in session: Session) -> Diagnostic {
    let names = session.tables.map(\.name)
    return Diagnostic(
      .invalidArgument, "fit needs a table.", at: expressions.first?.range ?? range,
      expected: names.isEmpty
        ? "a table: sweep and boundary make them" : "one of \(names.joined(separator: ", "))",
      suggestion: "fit \(names.first ?? "edge") y=… x=…")
  }
}

extension Expression {
  fileprivate var tableName: String? {
    if case .name(let name) = node { name } else { nil }
  }
}

extension PowerLawFits {
  /// - Throws: InvalidArgument where a key is missing, or an expression has no numbers.
  init(_ table: SweepTable, _ invocation: Invocation, _ session: Session) throws(Diagnostic) {
    guard let y = invocation.later["y"] else { throw invocation.missing("y") }
    guard let x = invocation.later["x"] else { throw invocation.missing("x") }
    let plot = TablePlot(table, invocation, session)
    let (heights, places) = (try plot.rows.numbers(of: y), try plot.rows.numbers(of: x))
    let errors = try plot.rows.standardErrors(of: y)
    let by = invocation.later["by"]
    self.table = table.name
    (self.y, self.x) = (SyntaxText(y).description, SyntaxText(x).description)
    self.by = by.map { SyntaxText($0).description }
    fits = try plot.groups(by: by).groups.map { group in
      Fit(group, x: places, y: heights, errors: errors, repeats: table.repeats)
    }
  }
}
