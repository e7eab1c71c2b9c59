// SPDX-License-Identifier: Apache-2.0

import BenignCore

/// Which seeds the cells of a sweep have.
enum SeedPlan: String, CaseIterable {
  /// Every cell has those that are given: repeat r of one cell has the same seeds as repeat r of another.
  case common
  /// Each cell has its own, which its definition and the given seeds decide.
  case independent

  /// - Parameter file: what stands in the data set's file; empty for mixtures.
  func cell(_ cell: CellDefinition, file: String) -> CellDefinition {
    guard self == .independent else { return cell }
    let definition = SweepIdentity.definition(of: cell, file: file)
    return CellDefinition(
      data: cell.data.with(seed: Self.seed("data", cell.data.seed, definition)),
      network: cell.network?.with(seed: Self.seed("network", cell.network?.seed ?? 0, definition)),
      training: cell.training, until: cell.until, variables: cell.variables)
  }

  /// Below 2⁵², so that the seeds of all repeats are whole numbers that a Double has.
  private static func seed(_ part: String, _ given: UInt64, _ definition: String) -> UInt64 {
    FNV1a("\(definition) \(part) \(given)".utf8).value >> 12
  }
}

extension Key {
  static let seeds = Key(
    "seeds", .perCell(.words(SeedPlan.allCases.map(\.rawValue)), sweeps: false),
    default: SeedPlan.common.rawValue,
    "common: all cells have the same seeds; independent: each cell draws its own")
}
