// SPDX-License-Identifier: Apache-2.0

/// Rows and labels from a file: UTF-8, comma-separated, with a header; of which only the definition is kept here.
///
/// Every column but the label's and those left out is a feature and holds finite numbers.
public struct Dataset: Sendable, Equatable {
  /// The label's column.
  public enum Column: Sendable, Equatable {
    /// The name that the header gives it.
    case name(String)
    /// The place of the column, from 0; negative places count from the end.
    case index(Int)
  }

  /// A value of the label's column. Numbers are compared as numbers: 1 is 1.0, and text is never one.
  public enum Value: Sendable, Hashable {
    case number(Double)
    case text(String)
  }

  /// A regular file, relative to the working directory.
  public var path: String
  /// The column that holds the rows' labels.
  public var label: Column
  /// Columns that are no features.
  public var dropped: [Column]
  /// The value that is +1; by default the larger one of two.
  public var positive: Value?
  /// The value that is −1, rows with a third one being left out; by default all others.
  public var negative: Value?
  /// Share of the rows that training does not see, 0 … < 1.
  public var heldOutShare: Double
  /// Whether features are centred and scaled by the training rows' mean and deviation.
  public var isStandardized: Bool
  /// The seed of the split into training and held-out rows.
  public var seed: UInt64

  /// A data set; the file is read where the experiment defines it.
  public init(
    path: String, label: Column, dropped: [Column] = [], positive: Value? = nil,
    negative: Value? = nil, heldOutShare: Double = 0.25, isStandardized: Bool = true,
    seed: UInt64 = 0
  ) {
    self.path = path
    self.label = label
    self.dropped = dropped
    self.positive = positive
    self.negative = negative
    self.heldOutShare = heldOutShare
    self.isStandardized = isStandardized
    self.seed = seed
  }

  func validate() throws(CoreError) {
    guard heldOutShare >= 0, heldOutShare < 1 else {
      throw .invalid(key: "test", reason: "test lies between 0 and 1, 1 excluded")
    }
  }
}

/// What was read for a data set.
public struct DatasetSummary: Sendable, Equatable {
  /// n, the training rows.
  public let points: Int
  /// Rows that training does not see; 0 where none are held out.
  public let heldOut: Int
  /// Rows whose label is neither value.
  public let leftOut: Int
  /// p, the features' names in the file's order.
  public let features: [String]
  /// The value that is +1.
  public let positive: String
  /// Training rows with label +1.
  public let positivePoints: Int
  /// The oddities are what the file's author may not have meant.
  public let oddities: [Oddity]

  /// Something about a file's columns that is allowed and seldom meant.
  public enum Oddity: Sendable, Equatable {
    /// The first column has no name of its own, as an index has none.
    case namelessFirst
    /// The column counts the rows: each number is one more than the number of the row before.
    case counting(Dataset.Column)
    /// All features' names are numbers that do not count: the header may be a row.
    case numericNames
  }
}
