// SPDX-License-Identifier: Apache-2.0

import BenignStore
import Concurrency

/// The numbers of sweeps that outlast the process. A store that fails is not asked again: a sweep goes on without it.
///
/// A class because it remembers the failure in the middle of the work; it never leaves the thread that waits for the work.
final class SweepArchive {
  /// So many identities are asked for at once, between two questions whether to stop.
  private static let portion = 500

  private let store: Store?
  private(set) var trouble: Trouble

  /// What has gone wrong with the store.
  struct Trouble {
    fileprivate(set) var failure: StoreError?
    /// Numbers that were not what had been recorded.
    fileprivate(set) var damaged = 0
    /// How many numbers other builds have computed, by their names.
    fileprivate(set) var origins: [String: Int] = [:]

    var damage: String? {
      guard damaged > 0 else { return nil }
      return "\(damaged) kept number\(damaged == 1 ? " was" : "s were") damaged: computed anew."
    }

    /// That numbers are another build's, or another kind of processor's.
    var foreignness: String? {
      guard !origins.isEmpty else { return nil }
      let parts = origins.sorted { $0.key < $1.key }.map { "\($0.value) by \($0.key)" }
      return
        "kept numbers were computed by others than \(BenignVersion.identity): \(parts.joined(separator: ", ")); last digits may differ."
    }

    /// Why what was found does not outlast the process.
    var loss: String? { failure.map { "what the sweep found is not kept: \($0)." } }
  }

  /// - Parameters:
  ///   - store: `nil` where nothing is kept.
  ///   - trouble: what has gone wrong with it already.
  init(_ store: Store?, trouble: Trouble = Trouble()) {
    self.store = store
    self.trouble = trouble
  }

  /// Fills what is missing in the table with what is known.
  func fill(_ table: inout SweepTable, stop: StopSignal) {
    guard store != nil else { return }
    let missing = table.places { $1 == .missing }
    let atOnce = max(1, Self.portion / table.expressions.count)
    for start in stride(from: 0, to: missing.count, by: atOnce) {
      if stop.isRequested || trouble.failure != nil { return }
      let places = missing[start..<min(start + atOnce, missing.count)]
      table.fill(from: findings(of: places.flatMap { table.identities(at: $0) }), at: places)
    }
  }

  private func findings(of identities: [String]) -> [String: SweepTable.Finding] {
    guard let store, trouble.failure == nil else { return [:] }
    do throws(StoreError) {
      let outcomes = try store.outcomes(
        of: identities, damaged: { trouble.damaged += 1 },
        foreign: { trouble.origins[$0, default: 0] += 1 })
      return outcomes.compactMapValues { outcome in
        switch outcome {
        case .measured(let values): values.first.map { .number($0) }
        case .failed(SweepTable.Reason.diverged.rawValue): .diverged
        case .failed(SweepTable.Reason.undecided.rawValue): .undecided
        case .failed(let reason): SweepTable.Absence(rawValue: reason).map { .absent($0) }
        }
      }
    } catch {
      trouble.failure = error
      return [:]
    }
  }

  /// Keeps what these repeats came to, where they would come to the same again.
  func record(at places: [SweepQueue.Place], of table: SweepTable) {
    guard let store, trouble.failure == nil else { return }
    let outcomes = places.flatMap { place in
      let outcome = table.cells[place.cell].outcomes[place.number]
      let findings = outcome.findings(table.expressions.count)
      return zip(table.identities(at: place), findings).map { ($0, $1.outcome) }
    }
    guard !outcomes.isEmpty else { return }
    do throws(StoreError) {
      try store.record(outcomes)
    } catch {
      trouble.failure = error
    }
  }
}

extension SweepTable.Finding {
  /// As the store keeps it.
  fileprivate var outcome: Store.Outcome {
    switch self {
    case .number(let number): .measured([number])
    case .diverged: .failed(SweepTable.Reason.diverged.rawValue)
    case .undecided: .failed(SweepTable.Reason.undecided.rawValue)
    case .absent(let absence): .failed(absence.rawValue)
    }
  }
}
