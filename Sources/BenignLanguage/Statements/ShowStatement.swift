// SPDX-License-Identifier: Apache-2.0

import BenignCore

extension Command {
  static let show = Command(
    name: "show", usage: "show [TABLE], show N",
    summary: """
      Lists experiments, tables and variables; shows a table; or shows the outputs of execution N \
      again, -1 being the one before. Those of the last executions are kept.
      """,
    example: "show -1", arguments: .nameOrExpression(.table), keys: [.title, rows],
    effect: .reads
  ) { (invocation, session) throws(Diagnostic) in
    let title = invocation.text("title")
    let shown = session
    let heading = session.heading("table", title: title)
    guard let argument = invocation.expressions.first else {
      let report = try invocation.environment.abandonably { _ in Report(shown, title: title) }
      return try invocation.environment.show(report)
    }
    let name = argument.plainName
    if let table = name.flatMap(session.table) {
      let rows = invocation.excerpt
      let report = try invocation.environment.abandonably { _ in
        Report(heading, table, rows: rows)
      }
      return try invocation.environment.show(report)
    }
    if let name, session.variables[name]?.asNumber == nil {
      throw Command.noTable(Identifier(text: name, range: argument.range), in: session)
    }
    try invocation.showAgain(try invocation.values(in: session)[0], at: argument.range)
  }

  private static let rows = Key(
    "rows", .orWord(.whole(Interval(1, 0x1p53, "≥ 1")), "all"),
    default: "30 of a table of more than 40",
    "of a table: how many are shown, the first and the last ones")

  private static func noTable(_ name: Identifier, in session: Session) -> Diagnostic {
    let names = session.tables.map(\.name)
    var diagnostic = Diagnostic(
      .unknownName, "No table is named \(name.text).", at: name.range,
      expected: names.isEmpty
        ? "a table: sweep makes them" : "one of \(names.joined(separator: ", "))",
      suggestion: Spelling.nearest(to: name.text, among: names).map { "show \($0)" })
    if session.experiments[name.text] != nil {
      diagnostic.suggestion =
        name.text == session.current ? "state" : "use \(name.text), and then state"
    } else if session.variables[name.text] != nil || Quantity.named(name.text) != nil {
      diagnostic.suggestion = name.text
    }
    return diagnostic
  }
}

extension Invocation {
  fileprivate var excerpt: TableExcerpt {
    if text("rows") != nil { return .all }
    return number("rows").map { TableExcerpt(rows: Int(saturating: $0)) } ?? .standard
  }
}

extension Expression {
  /// A NAME that stands alone.
  fileprivate var plainName: String? {
    if case .name(let name) = node { name } else { nil }
  }
}

extension Report {
  /// Longer lists are told by their length.
  private static let longestList = 10_000

  /// What a session holds.
  init(_ session: Session, title: String?) {
    let heading = session.heading(
      "session", title: title ?? "experiments, tables and variables")
    let experiments = session.experimentNames.compactMap { name in
      session.experiments[name].map { (name, $0) }
    }
    let variables = session.variables.sorted { $0.key < $1.key }
    let rows =
      experiments.map { name, experiment in
        [
          name, name == session.current ? "current experiment" : "experiment",
          Self.line(experiment),
        ]
      } + session.tables.map { [$0.name, "table", Self.line($0)] }
      + variables.map { [$0.key, Self.kind($0.value), Self.line($0.value)] }
    self.init(
      heading,
      [
        .init("experiments", .list(experiments.map(Self.document))),
        .init("tables", .list(session.tables.map(Self.document))),
        .init("variables", .object(variables.map { .init($0.key, Self.document($0.value)) })),
      ],
      tables: [Grid(columns: [.init("name"), .init("is"), .init("value")], rows: rows)])
  }

  private static func document(_ name: String, _ experiment: Experiment) -> Datum {
    .object([
      .init("name", .text(name)), .init("t", .number(experiment.step)),
      .init("time", .number(experiment.time)),
      experiment.dataSource?.member ?? .init(Command.mixture.name, .none),
      .init("network", experiment.network?.document ?? .none),
    ])
  }

  private static func document(_ table: SweepTable) -> Datum {
    .object([
      .init("name", .text(table.name)), .init("repeat", Datum(table.repeats)),
      .init("cells", Datum(table.cells.count)), .init("missing", Datum(table.missingCells)),
      .init("failed", Datum(table.failedCells)),
      .init("columns", .list(table.columnNames.map { .text($0) })),
    ])
  }

  private static func line(_ table: SweepTable) -> String {
    let keys = table.keys.isEmpty ? "" : " over \(table.keys.joined(separator: ", "))"
    return "\(table.measures.joined(separator: ", "))\(keys); \(table.counts)"
  }

  private static func document(_ value: Value) -> Datum {
    guard case .list(let list) = value, list.leaves > longestList else { return Datum(value) }
    return .object([.init("length", .number(Double(list.elements.count)))])
  }

  private static func line(_ experiment: Experiment) -> String {
    guard let summary = experiment.summary else { return "nothing is defined yet" }
    let time = experiment.time > 0 ? ", time = \(ShortNumber(experiment.time))" : ""
    return "\(summary); t = \(NumberText(experiment.step))\(time)"
  }

  private static func kind(_ value: Value) -> String {
    guard case .list(let list) = value else { return value.variableKind }
    return "list of \(list.elements.count)"
  }

  private static func line(_ value: Value) -> String {
    let text = ValueText(value).display(width: .max)
    return text.unicodeScalars.count <= 60 ? text : String(text.unicodeScalars.prefix(59)) + "…"
  }
}

extension Value {
  /// What a variable of it is.
  fileprivate var variableKind: String {
    switch self {
    case .none: "None"
    case .boolean: "boolean"
    case .number: "number"
    case .text: "string"
    case .list: "list"
    }
  }
}
