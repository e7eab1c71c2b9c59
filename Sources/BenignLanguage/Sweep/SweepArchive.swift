// SPDX-License-Identifier: Apache-2.0

import BenignStore

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
  func fill(_ table: inout SweepTable, shouldStop: () -> Bool) {
    guard store != nil else { return }
    let missing = table.places { $1 == .missing }
    let atOnce = max(1, Self.portion / table.expressions.count)
    for start in stride(from: 0, to: missing.count, by: atOnce) {
      if shouldStop() || failure != nil { return }
      let places = missing[start..<min(start + atOnce, missing.count)]
      table.fill(from: numbers(of: places.flatMap { table.identities(at: $0) }), at: places)
    }
  }

  private func numbers(of identities: [String]) -> [String: Double] {
    guard let store, failure == nil else { return [:] }
    do throws(StoreError) {
      return try store.outcomes(of: identities).compactMapValues { outcome in
        switch outcome {
        case .measured(let values): values.first
        // It may be the machine's fault, or a file's, and it costs little to see.
        case .failed: nil
        }
      }
    } catch {
      failure = error
      return [:]
    }
  }

  /// Keeps the numbers of one repeat.
  func record(_ result: SweepRun.Result, at place: SweepQueue.Place, of table: SweepTable) {
    guard let store, failure == nil, case .measured(let values) = result else { return }
    do throws(StoreError) {
      for (identity, value) in zip(table.identities(at: place), values) {
        try store.record(.measured([value]), of: identity)
      }
    } catch {
      failure = error
    }
  }

  /// Why what was found does not outlast the process.
  var warning: String? { failure.map { "what the sweep found is not kept: \($0)." } }
}
