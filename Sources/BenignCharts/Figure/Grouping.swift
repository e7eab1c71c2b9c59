// SPDX-License-Identifier: Apache-2.0

/// A grouping says to which named group each entry of a vector belongs, such as the sign of its label.
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

extension Grouping? {
  /// The names of the groups, and the group of each of `count` entries: one group, by the series' name, where there is no grouping.
  func resolved(name: String, count: Int) -> (names: [String], members: [Int]) {
    guard let grouping = self else { return ([name.onOneLine], [Int](repeating: 0, count: count)) }
    return (grouping.names.map(\.onOneLine), grouping.members)
  }
}
