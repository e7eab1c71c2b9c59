// SPDX-License-Identifier: Apache-2.0

/// The result of a query or a run: for people what was found, then tables, then details; for programs a tree.
public struct Report: Sendable, Equatable {
  /// What programs read; its first member is `kind`.
  public let document: Datum
  /// What the report is about: "run of main", or the title that was given.
  public let caption: String
  /// What was found, a line each; the first line is the most important one. Numbers in it are not grouped.
  public let findings: [String]
  /// What is always shown.
  public let tables: [Grid]
  /// One fact a row: name, value, and perhaps more. Notebooks fold it; plain text has names and values only.
  public let details: Grid?
  /// What may be another each time, such as the seconds spent: it stands beside the result, so that the result is the same again.
  public internal(set) var metadata: [Datum.Member] = []

  /// Whether it takes milliseconds to render.
  public var isLarge: Bool {
    tables.contains { $0.rows.count > 100 } || document.weight > 2_000
      || findings.contains { $0.utf8.count > 10_000 }
  }

  init(
    _ heading: Heading, _ members: [Datum.Member], findings: [String] = [], tables: [Grid] = [],
    details: [Fact] = []
  ) {
    document = .object(heading.members + members)
    caption = heading.caption
    self.findings = findings
    self.tables = tables
    let shown = details.filter(\.isShown)
    self.details = shown.isEmpty ? nil : Grid(shown)
  }
}

extension Datum {
  /// About how many numbers are as long.
  fileprivate var weight: Int {
    switch self {
    case .none, .boolean, .number: 1
    case .text(let text): 1 + text.utf8.count / 20
    case .list(let elements): elements.reduce(1) { $0 + $1.weight }
    case .object(let members): members.reduce(1) { $0 + 1 + $1.value.weight }
    }
  }
}

extension Report {
  /// One fact of a report: its name, its value, and what it is.
  struct Fact {
    let name: String
    let value: Datum
    var meaning: String
    /// The decimal logarithm, for values that may be too small for digits; `nil` for others.
    let log10: Datum?
    /// The value as people read it.
    var text: String
    /// The ends of its 95 % interval as people read them.
    var interval: String?
    /// The same for programs, where the ends are no facts of their own.
    var bounds: [Datum.Member] = []
    /// Why there is no value, as a part of a sentence; `nil` where that is known to nobody, or there is one.
    var gap: String?

    init(_ name: String, _ value: Datum, _ meaning: String, log10: Datum? = nil) {
      self.name = name
      self.value = value
      self.meaning = meaning
      self.log10 = log10
      text = value.shortText
    }

    /// The fact under its name, and its logarithm under `log10_` and the name.
    var members: [Datum.Member] {
      [.init(name, value)] + bounds + (log10.map { [.init("log10_" + name, $0)] } ?? [])
    }

    /// Whether people are told: not of what has no value for this kind of data.
    var isShown: Bool { value != .none || gap != nil }
  }

  struct Heading {
    let kind: String
    let experiment: String
    let step: Double
    let title: String?

    /// "direction of main", or the title that was given.
    var caption: String {
      title.map(PlainText.printable) ?? "\(kind) of \(experiment)"
    }

    /// With this title, unless one was given.
    func entitled(_ title: String) -> Heading {
      Heading(kind: kind, experiment: experiment, step: step, title: self.title ?? title)
    }

    /// "t = 100"
    var moment: String { "t = \(NumberText(step))" }

    var members: [Datum.Member] {
      [
        .init("kind", .text(kind)), .init("experiment", .text(experiment)),
        .init("t", .number(step)),
      ]
    }
  }
}

extension Grid {
  /// A row each; logarithms stand beside their values.
  fileprivate init(_ facts: [Report.Fact]) {
    let hasLogarithms = facts.contains { $0.log10 != nil }
    let logarithm: [Column] = hasLogarithms ? [.init("log10", .trailing)] : []
    self.init(
      columns: [.init("quantity"), .init("value", .trailing)] + logarithm + [.init("meaning")],
      rows: facts.map { fact in
        let logarithm = hasLogarithms ? [fact.log10?.shortText ?? ""] : []
        let interval = fact.interval.map { "; \($0) (95 %)" } ?? ""
        return [fact.name, fact.text] + logarithm + [fact.meaning + interval]
      })
  }
}
