// SPDX-License-Identifier: Apache-2.0

/// The result of a query or a run: the same facts as a table for people and as a tree for programs.
public struct Report: Sendable, Equatable {
  /// What programs read; its first member is `kind`.
  public let document: Datum
  public let grid: Grid
  /// What may be another each time, such as the seconds spent: it stands beside the result, so that the result is the same again.
  public internal(set) var metadata: [Datum.Member] = []

  /// Whether it takes milliseconds to render.
  public var isLarge: Bool {
    grid.rows.count > 100 || grid.caption.utf8.count > 10_000 || document.weight > 2_000
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
    /// The ends of its 95 % interval, where these are no facts of their own.
    var bounds: [Datum.Member] = []

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
  }

  struct Heading {
    let kind: String
    let experiment: String
    let step: Double
    let title: String?

    /// "direction of main at t = 100", or the title that was given.
    var caption: String {
      title.map(PlainText.printable) ?? "\(kind) of \(experiment) at t = \(NumberText(step))"
    }

    var members: [Datum.Member] {
      [
        .init("kind", .text(kind)), .init("experiment", .text(experiment)),
        .init("t", .number(step)),
      ]
    }
  }

  /// A report of facts, one a row; logarithms stand beside their values.
  init(_ heading: Heading, _ facts: [Fact]) {
    document = .object(heading.members + facts.flatMap(\.members))
    let hasLogarithms = facts.contains { $0.log10 != nil }
    let logarithm: [Grid.Column] = hasLogarithms ? [.init("log10", .trailing)] : []
    grid = Grid(
      caption: heading.caption,
      columns: [.init("quantity"), .init("value", .trailing)] + logarithm + [.init("meaning")],
      rows: facts.map { fact in
        let logarithm = hasLogarithms ? [fact.log10?.shortText ?? ""] : []
        return [fact.name, fact.text] + logarithm + [fact.meaning]
      })
  }
}
