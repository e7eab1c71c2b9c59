// SPDX-License-Identifier: Apache-2.0

/// How often values fall into equally wide intervals of the x axis; groups are stacked.
public struct Histogram: Sendable, Equatable {
  public let name: String
  public let values: [Double]
  public let grouping: Grouping?
  /// Intervals; chosen from the values (Freedman and Diaconis 1981) where not given.
  public let bins: Int?

  public init(name: String, values: [Double], grouping: Grouping? = nil, bins: Int? = nil) {
    precondition(bins.map { 1...1_000 ~= $0 } ?? true, "bins outside 1...1000")
    precondition(
      grouping.map { $0.members.count == values.count } ?? true,
      "grouping of other length than \(values.count)")
    self.name = name
    self.values = values
    self.grouping = grouping
    self.bins = bins
  }
}
