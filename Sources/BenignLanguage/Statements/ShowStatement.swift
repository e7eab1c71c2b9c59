// SPDX-License-Identifier: Apache-2.0

import BenignCore

extension Command {
  static let show = Command(
    name: "show", usage: "show", summary: "Lists experiments and variables.", example: "show",
    arguments: .none, keys: [.title], effect: .reads
  ) { (invocation, session) throws(Diagnostic) in
    invocation.environment.emit(.report(Report(session, title: invocation.text("title"))))
  }
}

extension Report {
  /// Longer lists are told by their length.
  private static let longestList = 10_000

  /// What a session holds.
  init(_ session: Session, title: String?) {
    let heading = Heading(
      kind: "session", experiment: session.current, step: session.experiment.step,
      title: title ?? "experiments and variables")
    let experiments = session.experimentNames.compactMap { name in
      session.experiments[name].map { (name, $0) }
    }
    let variables = session.variables.sorted { $0.key < $1.key }
    document = .object(
      heading.members + [
        .init("experiments", .list(experiments.map(Self.document))), .init("tables", .list([])),
        .init("variables", .object(variables.map { .init($0.key, Self.document($0.value)) })),
      ])
    let rows =
      experiments.map { name, experiment in
        [
          name, name == session.current ? "current experiment" : "experiment",
          Self.line(experiment),
        ]
      } + variables.map { [$0.key, Self.kind($0.value), Self.line($0.value)] }
    grid = Grid(
      caption: heading.caption, columns: [.init("name"), .init("is"), .init("value")], rows: rows)
  }

  private static func document(_ name: String, _ experiment: Experiment) -> Datum {
    .object([
      .init("name", .text(name)), .init("t", .number(experiment.step)),
      .init("time", .number(experiment.time)),
      experiment.dataSource?.member ?? .init(Command.mixture.name, .none),
      .init("network", experiment.network?.document ?? .none),
    ])
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
    return text.unicodeScalars.count <= 60 ? text : "\(text.unicodeScalars.prefix(59))…"
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
