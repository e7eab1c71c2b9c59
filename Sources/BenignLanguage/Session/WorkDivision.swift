// SPDX-License-Identifier: Apache-2.0

/// How the runs of sweeps and boundaries are divided among processes, each of which reads the same statements.
///
/// Statements that only show something, and those that write or delete, are passed over.
public enum WorkDivision: Sendable, Equatable {
  /// One share of the runs is computed.
  case share(Share)
  /// A few runs are timed, and nothing else is computed.
  case estimate
  /// Nothing is computed; tables are shown as far as their runs are known.
  case known
}

/// The result of a sweep whose runs are divided among processes: one share, or an estimate.
public enum DividedWork: Sendable {
  case share(ShareOutcome)
  case estimate(SweepEstimate)
}

/// One of several equal shares of the runs of every sweep.
public struct Share: Sendable, Equatable {
  /// The number of the share, counted from 0.
  public let index: Int
  public let count: Int
  /// Threads at most; `nil` where all cores may work.
  public let workers: Int?

  /// - Returns: `nil` where `index` is none of `0..<count`.
  public init?(_ index: Int, of count: Int, workers: Int? = nil) {
    guard count > 0, (0..<count).contains(index) else { return nil }
    (self.index, self.count, self.workers) = (index, count, workers)
  }
}

/// The outcome of a share of one sweep.
public struct ShareOutcome: Sendable, Equatable {
  public let table: String
  /// The runs of the share.
  public let runs: Int
  /// Those of them that were known.
  public let known: Int
  /// Those that could not be computed, and why the first could not.
  public let failed: Int
  public let failure: String?
}

extension Environment {
  var share: Share? {
    if case .share(let share) = division { share } else { nil }
  }

  /// Whether a statement is passed over where runs are divided among processes.
  func passesOver(_ command: Command) -> Bool {
    guard division != nil else { return false }
    return command.effect == .reads
      || [Command.export, .drop, .verify].contains { $0 === command }
  }
}
