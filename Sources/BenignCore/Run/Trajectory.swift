// SPDX-License-Identifier: Apache-2.0

/// The recorded points of an experiment's runs, column by column, in the order of recording.
public struct Trajectory: Sendable, Equatable {
  /// Quantities that every run records, because they cost little.
  public static let standard: [Quantity] = [
    .step, .time, .loss, .trainError, .norm, .margin, .cosine, .misalignment, .angle,
    .cosinePositive, .cosineNegative, .dispersion, .activated, .runMisalignment,
  ]

  /// Names in the order of first recording; `t` and `time` come first.
  public internal(set) var names: [String] = []
  /// Equally long; `nan` where a point has no value of that name.
  public internal(set) var columns: [[Double]] = []

  /// The number of recorded points.
  public var count: Int { columns.first?.count ?? 0 }

  /// A trajectory in which nothing is recorded.
  public init() {}

  /// The column of a name; `nil` where no run has recorded it.
  public subscript(name: String) -> [Double]? {
    names.firstIndex(of: name).map { columns[$0] }
  }

  /// Appends a point; a name that is new gets `nan` for the points before.
  mutating func append(_ point: [Double], named names: [String]) {
    if count == 0, self.names.isEmpty {
      self.names = names
      columns = [[Double]](repeating: [], count: names.count)
    }
    if names == self.names {
      for (index, value) in point.enumerated() { columns[index].append(value) }
    } else {
      merge(point, named: names)
    }
  }

  private mutating func merge(_ point: [Double], named other: [String]) {
    let before = count
    for (name, value) in zip(other, point) {
      if let index = names.firstIndex(of: name) {
        columns[index].append(value)
      } else {
        names.append(name)
        columns.append([Double](repeating: .nan, count: before) + [value])
      }
    }
    for index in columns.indices where columns[index].count == before {
      columns[index].append(.nan)
    }
  }
}
