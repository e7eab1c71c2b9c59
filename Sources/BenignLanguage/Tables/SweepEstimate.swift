// SPDX-License-Identifier: Apache-2.0

/// What the runs of a sweep that nobody has made yet would take, from a few that were timed.
///
/// Runs of one size (points, dimension, neurons, length of training) form a class. Of up to sixteen classes some runs are timed, the small ones
/// first; a class between two timed ones lies between them in logarithms. The scatter of runs within their class gives the interval.
public struct SweepEstimate: Sendable {
  /// Seconds of all workers together, with a 95 % interval; without an upper end where the largest runs were not timed.
  public struct Time: Sendable, Equatable {
    public let value: Double
    public let low: Double
    public let high: Double?
  }

  public let table: String
  /// All runs, those that are in the store, and those that were timed for this, which are in the store now.
  public let runs: Int
  public let stored: Int
  public let timed: Int
  /// Runs at the same time.
  public let workers: Int
  /// The time that is left.
  public let time: Time
  /// For each group of runs with the same data how many are left, and the seconds that they would take one after another.
  let groups: [(runs: Int, seconds: Double)]
  let deal: ShareDeal

  /// The number of groups, which are not divided.
  public var groupCount: Int { groups.count }

  /// The runs of each share that are left, and the seconds that they would take one after another.
  public func shares(_ count: Int) -> [(runs: Int, seconds: Double)] {
    var shares = [(runs: Int, seconds: Double)](repeating: (0, 0), count: count)
    for (group, share) in zip(groups, deal.shares(count)) {
      shares[share].runs += group.runs
      shares[share].seconds += group.seconds
    }
    return shares
  }
}
