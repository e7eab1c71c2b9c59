// SPDX-License-Identifier: Apache-2.0

/// How values become positions or colours.
public enum Scale: String, Sendable, CaseIterable {
  /// Logarithmic when every value is positive and they span two decades or more.
  case auto
  case linear
  /// Base 10; values that are not positive are left out.
  case log
}

/// One axis of a figure.
public struct Axis: Sendable, Equatable {
  public let label: String
  /// Written in brackets after the label.
  public let unit: String?
  public let scale: Scale
  /// Names of the positions 0, 1, 2, …; the axis is then linear.
  public let categories: [String]
  /// Largest value at the origin, as the rows of a matrix are read from above.
  public let isReversed: Bool

  public init(
    _ label: String, unit: String? = nil, scale: Scale = .auto, categories: [String] = [],
    isReversed: Bool = false
  ) {
    self.label = label
    self.unit = unit
    self.scale = scale
    self.categories = categories
    self.isReversed = isReversed
  }

  var title: String { unit.map { "\(label) [\($0)]" } ?? label }
}
