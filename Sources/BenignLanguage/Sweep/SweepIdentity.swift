// SPDX-License-Identifier: Apache-2.0

import BenignCore

/// A canonical text of everything that determines one number of a sweep: the same text, the same number, on the same build and kind of processor.
enum SweepIdentity {
  /// Of a cell, but for the seeds.
  /// - Parameter file: what stands in the data set's file; empty for mixtures.
  static func text(of cell: CellDefinition, file: String) -> String {
    Datum.object([
      .init("benign", .text(BenignVersion.text)), .init("file", .text(file)),
      .init("data", document(of: cell.data)),
      .init("network", cell.network?.document.without([CellReader.seed]) ?? .none),
      .init("training", cell.training?.document ?? .none),
      .init("until", Datum(cell.until.map { SyntaxText($0).description })),
    ]).exactText
  }

  /// Of data, but for their seed and for what stands in a file.
  static func text(of data: DataSource) -> String { document(of: data).exactText }

  /// A file is known by what stands in it, wherever it lies.
  private static func document(of data: DataSource) -> Datum {
    switch data {
    case .mixture(let mixture): mixture.definition.without([CellReader.seed])
    case .dataset(let dataset): Datum(dataset).without([CellReader.seed, "file"])
    }
  }

  /// Of one measure in one repeat.
  static func text(
    of cell: String, dataSeed: UInt64, networkSeed: UInt64?, measure: String
  ) -> String {
    "\(cell) seeds \(dataSeed) \(networkSeed ?? 0) measure \(measure)"
  }
}

extension Training {
  /// The keys that begin it again.
  fileprivate var document: Datum {
    switch self {
    case .descent(let settings):
      let rate: Datum? =
        switch settings.learningRate {
        case .fixed(let rate): .number(rate)
        case .automatic: .text("auto")
        case nil: nil
        }
      return .object([
        .init("steps", Datum(settings.steps)), .init("lr", rate ?? .none),
        .init("loss", Datum(settings.loss?.rawValue)),
        .init("reduction", Datum(settings.reduction?.rawValue)),
        .init("leap", .boolean(settings.leap)), .init("points", Datum(settings.points)),
        .init("tolerance", .number(settings.tolerance)),
      ])
    case .flow(let settings):
      return .object([
        .init("time", Datum(settings.time)), .init("loss", Datum(settings.loss?.rawValue)),
        .init("reduction", Datum(settings.reduction?.rawValue)),
        .init("points", Datum(settings.points)), .init("tolerance", .number(settings.tolerance)),
      ])
    }
  }
}

extension Datum {
  /// Of an object: the same without some members.
  fileprivate func without(_ names: Set<String>) -> Datum {
    guard case .object(let members) = self else { return self }
    return .object(members.filter { !names.contains($0.name) })
  }

  /// Every digit of every number.
  fileprivate var exactText: String {
    switch self {
    case .none: "None"
    case .boolean(let boolean): boolean ? "true" : "false"
    case .number(let number): NumberText(number).description
    case .text(let text): PlainText.quoted(text)
    case .list(let elements): "[" + elements.map(\.exactText).joined(separator: ", ") + "]"
    case .object(let members):
      "{" + members.map { "\($0.name)=\($0.value.exactText)" }.joined(separator: " ") + "}"
    }
  }
}
