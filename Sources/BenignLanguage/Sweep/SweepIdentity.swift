// SPDX-License-Identifier: Apache-2.0

import BenignCore
import BenignStore

/// A canonical text of everything that determines one number of a sweep: the same text, the same number, on the same build and kind of processor.
enum SweepIdentity {
  /// How outcomes are understood. By the first rules a run that diverged counted with its last finite state: what was found by them is not
  /// taken over.
  private static let rules = 2.0

  /// The beginning of every identity.
  static let head = IdentityHead(
    opening: "{benign=\"", version: BenignVersion.identity,
    closing: "\" rules=\(NumberText(rules)) ")

  /// Of a cell, but for the seeds.
  /// - Parameter file: what stands in the data set's file; empty for mixtures.
  static func text(of cell: CellDefinition, file: String) -> String {
    let rules: [Datum.Member] = [
      .init("benign", .text(BenignVersion.identity)), .init("rules", .number(rules)),
    ]
    return Datum.object(rules + members(of: cell, file: file)).exactText
  }

  /// Of a cell, but for the seeds; the same in every version of Benign.
  static func definition(of cell: CellDefinition, file: String) -> String {
    Datum.object(members(of: cell, file: file)).exactText
  }

  private static func members(of cell: CellDefinition, file: String) -> [Datum.Member] {
    let variables = cell.variables.sorted { $0.key < $1.key }
      .map { Datum.Member($0.key, Datum($0.value)) }
    let members: [Datum.Member] = [
      .init("file", .text(file)),
      .init("data", document(of: cell.data)),
      .init("network", cell.network?.document.without([CellReader.seed]) ?? .none),
      .init("training", cell.training?.document ?? .none),
      .init("until", Datum(cell.until.map { SyntaxText($0).description })),
    ]
    return members + (variables.isEmpty ? [] : [.init("variables", .object(variables))])
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
  /// The keys that begin it again, but for a condition that ends it.
  var settings: [CellSetting] {
    switch self {
    case .descent(let settings):
      let rate: Value =
        switch settings.learningRate {
        case .fixed(let rate): .number(rate)
        case .automatic, nil: .text("auto")
        }
      return Self.members([
        ("steps", settings.steps.map { .number($0) }), ("lr", rate),
        ("loss", settings.loss.map { .text($0.word) }),
        ("reduction", settings.reduction.map { .text($0.rawValue) }),
        ("optimizer", settings.optimizer.map { .text($0.word) }),
        ("momentum", settings.momentum.map { .number($0) }),
        ("batch", settings.batch.map { .number(Double($0)) }),
        ("decay", settings.decay.map { .number($0) }),
        ("leap", .boolean(settings.leap)), ("points", .number(Double(settings.points))),
        ("tolerance", .number(settings.tolerance)),
      ])
    case .flow(let settings):
      return Self.members([
        ("time", settings.time.map { .number($0) }),
        ("loss", settings.loss.map { .text($0.word) }),
        ("reduction", settings.reduction.map { .text($0.rawValue) }),
        ("points", .number(Double(settings.points))), ("tolerance", .number(settings.tolerance)),
      ])
    }
  }

  private static func members(_ members: [(String, Value?)]) -> [CellSetting] {
    members.compactMap { name, value in value.map { CellSetting(name, $0) } }
  }

  fileprivate var document: Datum {
    .object(settings.map { Datum.Member($0.name, Datum($0.value)) })
  }
}

extension CellDefinition {
  /// The keys of run or flow that train it; none where nothing is trained.
  var trainingSettings: [CellSetting] {
    let condition = until.map { CellSetting("until", .text(SyntaxText($0).description)) }
    var settings = training?.settings ?? []
    // Beside steps or time, as one writes it.
    let place = settings.firstIndex { $0.name != "steps" && $0.name != "time" } ?? settings.count
    if let condition { settings.insert(condition, at: place) }
    return settings
  }
}

extension Datum {
  /// Of an object: the same without some members.
  fileprivate func without(_ names: Set<String>) -> Datum {
    guard case .object(let members) = self else { return self }
    return .object(members.filter { !names.contains($0.name) })
  }
}
