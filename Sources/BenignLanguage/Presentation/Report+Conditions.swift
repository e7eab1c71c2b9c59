// SPDX-License-Identifier: Apache-2.0

import BenignCore

extension Report {
  init(_ heading: Heading, _ conditions: [Condition]) {
    let list = conditions.map { condition in
      Datum.object([
        .init("name", .text(condition.name.rawValue)), .init("value", Datum(condition.value)),
        .init("threshold", Datum(condition.threshold)), .init("holds", Datum(condition.holds)),
        .init("source", .text(condition.source)),
      ])
    }
    document = .object(heading.members + [.init("conditions", .list(list))])
    grid = Grid(
      caption: heading.caption,
      columns: [
        .init("condition"), .init("value", .trailing), .init("threshold", .trailing),
        .init("holds"), .init("source"),
      ],
      rows: conditions.map { condition in
        [
          condition.name.rawValue, condition.shownValue,
          condition.threshold.map { ShortNumber($0).description } ?? "",
          condition.holds.map { $0 ? "yes" : "no" } ?? "", condition.source,
        ]
      })
  }
}

extension Condition {
  /// All moments are finite where no number bounds them.
  fileprivate var shownValue: String {
    name == .moments && value == nil && holds == true ? "all" : Datum(value).shortText
  }
}
