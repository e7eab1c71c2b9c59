// SPDX-License-Identifier: Apache-2.0

/// A vector by index. How it is drawn, its layer decides.
public struct VectorSeries: Sendable, Equatable {
  public let name: String
  /// Entry i stands at x = i.
  public let values: [Double]
  public let grouping: Grouping?

  public init(name: String, values: [Double], grouping: Grouping? = nil) {
    precondition(
      grouping.map { $0.members.count == values.count } ?? true,
      "grouping of other length than \(values.count)")
    (self.name, self.values, self.grouping) = (name, values, grouping)
  }
}

extension VectorSeries {
  /// The same against the index; a series for each group, if groups are to be told apart.
  public func againstIndex(tellingGroupsApart: Bool) -> [NumberSeries] {
    guard tellingGroupsApart, let grouping else {
      return [NumberSeries(name: name, x: values.indices.map(Double.init), y: values)]
    }
    return grouping.names.indices.map { group in
      let own = values.indices.filter { grouping.members[$0] == group }
      return NumberSeries(
        name: grouping.names[group], x: own.map(Double.init), y: own.map { values[$0] })
    }
  }
}
