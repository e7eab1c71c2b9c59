// SPDX-License-Identifier: Apache-2.0

public import BenignStore

extension WorkDivision {
  /// The beginning of the identities of all numbers.
  public static let head = SweepIdentity.head
}

extension ShareOutcome {
  /// - Parameter table: as this process leaves it.
  init(_ queue: SweepQueue, _ table: SweepTable) {
    let failures = queue.placesOfShare.compactMap { place -> String? in
      guard case .failed(let reason) = table.cells[place.cell].outcomes[place.number] else {
        return nil
      }
      return reason
    }
    self.init(
      table: table.name, runs: queue.placesOfShare.count, known: queue.knownOfShare,
      failed: failures.count, failure: failures.first)
  }
}
