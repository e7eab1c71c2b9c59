// SPDX-License-Identifier: Apache-2.0

import BenignCore
import Concurrency
import Synchronization

/// Data that several runs of a sweep share: drawn once, and kept as long as somebody needs them.
final class SweepSamples: Sendable {
  private let state: Mutex<State>
  /// Threads that may sample for one run.
  private let threads: Int

  private struct State: Sendable {
    /// Of each group, how many runs are still to come.
    var left: [Int]
    var known: [Int: Experiment] = [:]
  }

  /// - Parameter sizes: of each group, how many runs have its data.
  init(sizes: [Int], threads: Int) {
    state = Mutex(State(left: sizes))
    self.threads = threads
  }

  /// The cell's experiment at t = 0; to be called once for each run of the group.
  ///
  /// Runs that begin at the same time may each draw the data; they draw the same.
  func experiment(
    of cell: CellDefinition, group: Int, stop: StopSignal
  ) throws(CoreError) -> Experiment {
    let (known, isLast) = state.withLock { state in
      state.left[group] -= 1
      let isLast = state.left[group] <= 0
      return (isLast ? state.known.removeValue(forKey: group) : state.known[group], isLast)
    }
    var experiment = known ?? Experiment()
    experiment.workers = threads
    if let network = cell.network, experiment.network != network {
      try experiment.define(network, stop: stop)
    }
    if known == nil { try experiment.define(cell.data, stop: stop) }
    if !isLast {
      state.withLock { state in if state.left[group] > 0 { state.known[group] = experiment } }
    }
    return experiment
  }
}
