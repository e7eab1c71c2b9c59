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
  private(set) var failure: StoreError?

  /// - Parameters:
  ///   - store: `nil` where nothing is kept.
  ///   - failure: what has gone wrong with it already.
  init(_ store: Store?, failure: StoreError? = nil) {
    self.store = store
    self.failure = failure
  }

  /// Fills what is missing in the table with what is known.
  func fill(_ table: inout SweepTable, stop: StopSignal) {
    guard store != nil else { return }
    let missing = table.places { $1 == .missing }
    let atOnce = max(1, Self.portion / table.expressions.count)
    for start in stride(from: 0, to: missing.count, by: atOnce) {
      if stop.isRequested || failure != nil { return }
      let places = missing[start..<min(start + atOnce, missing.count)]
      table.fill(from: findings(of: places.flatMap { table.identities(at: $0) }), at: places)
    }
  }

  private func findings(of identities: [String]) -> [String: SweepTable.Finding] {
    guard let store, failure == nil else { return [:] }
    do throws(StoreError) {
      return try store.outcomes(of: identities).compactMapValues { outcome in
        switch outcome {
        case .measured(let values): values.first.map { .number($0) }
        case .failed(SweepTable.Reason.diverged.rawValue): .diverged
        case .failed(SweepTable.Reason.undecided.rawValue): .undecided
        case .failed: nil
        }
      }
    } catch {
      failure = error
      return [:]
    }
  }

  /// Keeps what these repeats came to, where they would come to the same again.
  func record(at places: [SweepQueue.Place], of table: SweepTable) {
    guard let store, failure == nil else { return }
    let outcomes = places.flatMap { place in
      let outcome = table.cells[place.cell].outcomes[place.number]
      let findings = outcome.findings(table.expressions.count)
      return zip(table.identities(at: place), findings).map { ($0, $1.outcome) }
    }
    guard !outcomes.isEmpty else { return }
    do throws(StoreError) {
      try store.record(outcomes)
    } catch {
      failure = error
    }
  }

  /// Why what was found does not outlast the process.
  var warning: String? { failure.map { "what the sweep found is not kept: \($0)." } }
}

extension SweepTable.Finding {
  /// As the store keeps it.
  fileprivate var outcome: Store.Outcome {
    switch self {
    case .number(let number): .measured([number])
    case .diverged: .failed(SweepTable.Reason.diverged.rawValue)
    case .undecided: .failed(SweepTable.Reason.undecided.rawValue)
    }
  }
}
