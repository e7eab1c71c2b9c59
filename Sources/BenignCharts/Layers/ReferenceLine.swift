// SPDX-License-Identifier: Apache-2.0

/// A value that the data are compared with: a limit, a prediction, the Bayes error, a threshold.
///
/// One that would squeeze the data into less than a third of the axis is named at the edge, with
/// an arrow, instead of drawn.
public struct ReferenceLine: Sendable, Equatable {
  public enum Direction: Sendable {
    /// At a value of the y axis.
    case horizontal
    /// At a value of the x axis.
    case vertical
  }

  public let direction: Direction
  public let value: Double
  public let label: String
  /// Whether what is compared lies below the value, and not at it.
  public let isBound: Bool
  /// The group of lines that this one belongs to; `nil` of one that stands for all series.
  public let membership: Membership?

  /// Lines of one kind differ in the series that they belong to: each has the colour of its own and bears its value alone, and the
  /// legend names the kind once.
  public struct Membership: Sendable, Equatable {
    /// The name of lines of this kind.
    public let kind: String
    /// The place of its series among those of the figure; `nil` where several share it.
    public let series: Int?

    public init(kind: String, series: Int?) { (self.kind, self.series) = (kind, series) }
  }

  public init(
    _ direction: Direction, at value: Double, label: String, isBound: Bool = false,
    membership: Membership? = nil
  ) {
    (self.direction, self.value, self.label, self.isBound) = (direction, value, label, isBound)
    self.membership = membership
  }
}

extension Layer {
  public static func reference(_ line: ReferenceLine) -> Layer { Layer(line) }
}

/// Its marks are made once the axes are known, by `Comparisons`.
extension ReferenceLine: LayerKind {
  var noun: String? { nil }
  var coordinates: (x: [Double], y: [Double]) { ([], []) }
  var reference: ReferenceLine? { self }

  func content(in setting: LayerSetting) -> Content { Content() }
}
