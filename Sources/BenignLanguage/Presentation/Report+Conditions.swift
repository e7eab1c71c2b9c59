// SPDX-License-Identifier: Apache-2.0

import BenignCore

extension Report {
  init(_ heading: Heading, _ answers: [ConditionAnswer]) {
    let list = answers.map { answer in
      Datum.object([
        .init("name", .text(answer.condition.name)), .init("value", Datum(answer.value)),
        .init("threshold", Datum(answer.threshold)), .init("holds", Datum(answer.holds)),
        .init("source", .text(answer.source)),
      ])
    }
    let grid = Grid(
      columns: [
        .init("condition"), .init("value", .trailing), .init("threshold", .trailing),
        .init("holds"), .init("source"),
      ],
      rows: answers.map { answer in
        [
          answer.condition.name, answer.shownValue,
          answer.threshold.map { ShortNumber($0).description } ?? "",
          answer.holds.map { $0 ? "yes" : "no" } ?? "", answer.source,
        ]
      })
    self.init(
      heading, [.init("conditions", .list(list))], findings: [heading.moment], tables: [grid])
  }
}

extension ConditionAnswer {
  /// What holds and has no number holds for all of them.
  fileprivate var shownValue: String {
    value == nil && holds == true ? "all" : Datum(value).shortText
  }
}
