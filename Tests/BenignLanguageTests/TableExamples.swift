// SPDX-License-Identifier: Apache-2.0

import BenignCore

@testable import BenignLanguage

/// Tables as sweeps make them, from closed forms instead of runs.
enum TableExamples {
  /// Points against ‖μ‖, on both sides of the phase boundary.
  static let phase = table(
    "phase", [("n", [25, 50, 100, 200, 400]), ("mu", [1, 2, 4, 8, 16, 32])],
    measures: ["limit_error", "test_error"]
  ) { settings, _ in
    let error = 0.5 / (1 + strength(settings))
    return .measured([error, 2 * error])
  }

  /// The same with a cell that failed and two that are still to be computed.
  static let partial: SweepTable = {
    var table = SweepTable(
      name: "partial", keys: phase.keys, measures: phase.measures, repeats: 1, cells: phase.cells)
    table.cells[7].outcomes = [.failed("No memory is left.")]
    for index in [28, 29] { table.cells[index].outcomes = [.missing] }
    return table
  }()

  /// Words against a number.
  static let tails = table(
    "tails", [("kind", []), ("mu", [2, 4, 8])], words: ["gaussian", "uniform", "student"],
    measures: ["test_error"]
  ) { settings, repetition in
    let word = settings["kind"] ?? .none
    let factor = word == .text("student") ? 3.0 : 1
    let mu = settings["mu"]?.asNumber ?? 1
    return .measured([factor * (1 + 0.1 * Double(repetition)) / (mu * mu * 10)])
  }

  /// Repeats that lie decades apart, so that some bands reach below 0.
  static let bands = table(
    "bands", [("mu", [1, 2, 4, 8, 16, 32]), ("gamma", [0.1, 0.2, 0.5])], repeats: 5,
    measures: ["test_error", "limit_error"]
  ) { settings, repetition in
    let gamma = settings["gamma"]?.asNumber ?? 1
    let error = 0.5 / (1 + strength(settings) * gamma)
    // The fourth of the repeats is far off where the error is small.
    let off = repetition == 3 ? 1 + 0.02 / error : 1
    return .measured([error * off * (1 + 0.1 * Double(repetition)), error * off])
  }

  /// One key.
  static let single = table(
    "single", [("mu", [1, 2, 3, 4, 5, 6])], repeats: 3, measures: ["train_error"]
  ) { settings, repetition in
    let mu = settings["mu"]?.asNumber ?? 1
    return .measured([max(0, 0.3 - 0.05 * mu) * (1 + 0.2 * Double(repetition))])
  }

  /// One cell with many repeats.
  static let one = table("one", [("mu", [4])], repeats: 30, measures: ["limit_error"]) {
    .measured([0.01 * Double(1 + $1)])
  }

  /// Three keys.
  static let cube = table(
    "cube", [("n", [50, 100]), ("mu", [2, 4, 8]), ("gamma", [0.1, 0.5])], measures: ["test_error"]
  ) { settings, _ in .measured([1 / (1 + strength(settings))]) }

  private static func strength(_ settings: [String: Value]) -> Double {
    let n = settings["n"]?.asNumber ?? 100
    let mu = settings["mu"]?.asNumber ?? 1
    return n * mu * mu * mu * mu / 20_000
  }

  /// - Parameter words: of the key that has no numbers.
  static func table(
    _ name: String, _ keys: [(name: String, values: [Double])], words: [String] = [],
    repeats: Int = 1, measures: [String],
    outcome: ([String: Value], Int) -> SweepTable.Outcome
  ) -> SweepTable {
    var rows: [[Value]] = [[]]
    for key in keys {
      let values = key.values.isEmpty ? words.map { .text($0) } : key.values.map(Value.number)
      rows = rows.flatMap { row in values.map { row + [$0] } }
    }
    let cells = rows.map { row in
      let settings = Dictionary(uniqueKeysWithValues: zip(keys.map(\.name), row))
      return SweepTable.Cell(
        settings: row, mixture: mixture(settings), dataset: nil, network: network(settings),
        outcomes: (0..<repeats).map { outcome(settings, $0) })
    }
    return SweepTable(
      name: name, keys: keys.map(\.name), measures: measures, repeats: repeats, cells: cells)
  }

  private static func mixture(_ settings: [String: Value]) -> Mixture {
    let kinds: [String: Noise] = [
      "uniform": .uniform, "student": .student(degreesOfFreedom: 3),
    ]
    var noise = Noise.gaussian
    if case .text(let word) = settings["kind"] { noise = kinds[word] ?? .gaussian }
    return Mixture(
      noise: noise, points: Int(saturating: settings["n"]?.asNumber ?? 100), dimension: 4_000,
      meanNorm: settings["mu"]?.asNumber ?? 5)
  }

  private static func network(_ settings: [String: Value]) -> NetworkDefinition {
    NetworkDefinition(neurons: 64, negativeSlope: settings["gamma"]?.asNumber ?? 0.2)
  }
}
