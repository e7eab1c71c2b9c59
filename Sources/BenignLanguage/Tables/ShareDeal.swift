// SPDX-License-Identifier: Apache-2.0

/// How the runs of a sweep are dealt out to processes that know nothing of each other.
struct ShareDeal: Sendable {
  let table: String
  /// Of each group of runs with the same data, a sum over what identifies the data.
  var groups: [UInt64] = []

  /// The share of each group: groups in an order that knows nothing of their keys are dealt out one by one, so that runs with the same data stay
  /// together, and no share has all the long ones.
  func shares(_ count: Int) -> [Int] {
    let order = groups.indices.sorted { (groups[$0], $0) < (groups[$1], $1) }
    // A sweep of few groups begins anywhere.
    let first = Int(FNV1a(table.utf8).value % UInt64(count))
    var shares = [Int](repeating: 0, count: groups.count)
    for (rank, group) in order.enumerated() { shares[group] = (first + rank) % count }
    return shares
  }
}
