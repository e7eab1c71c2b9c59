// SPDX-License-Identifier: Apache-2.0

/// How values become positions or colours.
public enum Scale: String, Sendable, CaseIterable {
  /// The one that is natural to such values; else logarithmic when every value is positive and they span two decades or more.
  case auto
  case linear
  /// Base 10; 0 stands at the foot, and negative values are left out.
  case log

  /// Whether an axis of such a scale can have these ends.
  func permits(_ limits: ClosedRange<Double>?) -> Bool {
    guard let limits else { return true }
    return limits.lowerBound < limits.upperBound && (self != .log || limits.lowerBound > 0)
  }
}

/// One axis of a figure.
public struct Axis: Sendable, Equatable {
  public let label: String
  /// Written in brackets after the label.
  public let unit: String?
  public let scale: Scale
  public let nature: Nature
  /// Names of the positions 0, 1, 2, …; the axis is then linear.
  public let categories: [String]
  /// Largest value at the origin, as the rows of a matrix are read from above.
  public let isReversed: Bool
  /// The ends that are asked for; what lies outside is cut off. Without them the ends follow from what is drawn.
  public let limits: ClosedRange<Double>?

  /// - Parameter limits: of different ends; positive where the scale is logarithmic.
  public init(
    _ label: String, unit: String? = nil, scale: Scale = .auto, nature: Nature = Nature(),
    categories: [String] = [], isReversed: Bool = false, limits: ClosedRange<Double>? = nil
  ) {
    precondition(scale.permits(limits), "limits that \(scale) does not have")
    self.label = label
    self.unit = unit
    self.scale = scale
    self.nature = nature
    self.categories = categories
    self.isReversed = isReversed
    self.limits = limits
  }

  /// The same with another label, which then has no unit, and with limits.
  public func with(label: String?, limits: ClosedRange<Double>?) -> Axis {
    Axis(
      label ?? self.label, unit: label == nil ? unit : nil, scale: scale, nature: nature,
      categories: categories, isReversed: isReversed, limits: limits)
  }

  var title: String { unit.map { "\(label) [\($0)]" } ?? label }
}
