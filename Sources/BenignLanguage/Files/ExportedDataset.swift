// SPDX-License-Identifier: Apache-2.0

import BenignCore

extension ExportedExperiment {
  /// A data set's file and keys, as in `state`.
  struct DatasetKeys: Codable, Sendable {
    let file: String
    let label: ExportedExperiment.Cell
    /// Absent where none was given.
    let positive: ExportedExperiment.Cell?
    let negative: ExportedExperiment.Cell?
    let test: Double
    let standardize: Bool
    /// Absent where no column is left out.
    let drop: [ExportedExperiment.Cell]?
    let seed: Double
  }

  /// A string or a number.
  struct Cell: Codable, Sendable {
    let value: Value

    init(_ value: Value) { self.value = value }

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let text = try? container.decode(String.self) {
        value = .text(text)
      } else {
        value = .number(try container.decode(Double.self))
      }
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      if case .text(let text) = value {
        try container.encode(text)
      } else {
        try container.encode(value.asNumber)
      }
    }
  }
}

extension ExportedExperiment.DatasetKeys {
  init(_ dataset: Dataset) {
    file = dataset.path
    label = ExportedExperiment.Cell(Value(dataset.label))
    positive = dataset.positive.map { ExportedExperiment.Cell(Value($0)) }
    negative = dataset.negative.map { ExportedExperiment.Cell(Value($0)) }
    test = dataset.heldOutShare
    standardize = dataset.isStandardized
    let columns = dataset.dropped.map { ExportedExperiment.Cell(Value($0)) }
    drop = columns.isEmpty ? nil : columns
    seed = Double(dataset.seed)
  }

  /// - Throws: InvalidArgument for a value that the statement `dataset` would refuse too.
  func dataset() throws(Diagnostic) -> Dataset {
    let command = Command.dataset
    guard let label = Dataset.Column(try command.accept("label", label.value)) else {
      throw Diagnostic(.invalidArgument, "label is no column")
    }
    var dropped: [Dataset.Column] = []
    for cell in drop ?? [] {
      guard let column = Dataset.Column(cell.value) else {
        throw Diagnostic(.invalidArgument, "drop holds what is no column")
      }
      dropped.append(column)
    }
    return Dataset(
      path: file, label: label, dropped: dropped,
      positive: positive.flatMap { Dataset.Value($0.value) },
      negative: negative.flatMap { Dataset.Value($0.value) },
      heldOutShare: try command.accept("test", test), isStandardized: standardize,
      seed: UInt64(saturating: try command.accept("seed", seed)))
  }
}
