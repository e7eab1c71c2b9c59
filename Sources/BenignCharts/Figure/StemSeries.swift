// SPDX-License-Identifier: Apache-2.0

/// To which named group each entry of a vector belongs, such as the sign of its label.
public struct Grouping: Sendable, Equatable {
  /// One index into `names` an entry.
  public let members: [Int]
  public let names: [String]

  public init(members: [Int], names: [String]) {
    precondition(members.allSatisfy(names.indices.contains), "members outside \(names.count) names")
    self.members = members
    self.names = names
  }
}

/// A vector by index: a dot an entry on a stem from zero (from the lower edge on a log axis).
public struct StemSeries: Sendable, Equatable {
  public let name: String
  /// Entry i stands at x = i.
  public let values: [Double]
  public let grouping: Grouping?

  public init(name: String, values: [Double], grouping: Grouping? = nil) {
    precondition(
      grouping.map { $0.members.count == values.count } ?? true,
      "grouping of other length than \(values.count)")
    self.name = name
    self.values = values
    self.grouping = grouping
  }
}
