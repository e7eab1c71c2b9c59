// SPDX-License-Identifier: Apache-2.0

/// The result of a query or a run: the same facts as a table for people and as a tree for programs.
public struct Report: Sendable, Equatable {
  /// What programs read; its first member is `kind`.
  public let document: Datum
  public let grid: Grid
}

extension Report {
  /// One fact of a report: its name, its value, and what it is.
  struct Fact {
    let name: String
    let value: Datum
    let meaning: String

    init(_ name: String, _ value: Datum, _ meaning: String) {
      self.name = name
      self.value = value
      self.meaning = meaning
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

  /// A report of facts, one a row.
  init(_ heading: Heading, _ facts: [Fact]) {
    document = .object(heading.members + facts.map { Datum.Member($0.name, $0.value) })
    grid = Grid(
      caption: heading.caption,
      columns: [.init("quantity"), .init("value", .trailing), .init("meaning")],
      rows: facts.map { [$0.name, $0.value.shortText, $0.meaning] })
  }
}
