// SPDX-License-Identifier: Apache-2.0

/// Values as colours.
public struct ColorScale: Sendable, Equatable {
  public enum Palette: Sendable, Equatable {
    /// The scale goes from little to much; darker is less.
    case sequential
    /// Two colours that meet in a light one at `center`.
    case diverging(center: Double)
  }

  public let label: String
  public let unit: String?
  /// Diverging palettes are linear.
  public let scale: Scale
  public let nature: Nature
  public let palette: Palette
  /// The ends that are asked for; what lies outside has the colour of the nearer one.
  public let limits: ClosedRange<Double>?

  /// - Parameter limits: of different ends; positive where the scale is logarithmic.
  public init(
    _ label: String, unit: String? = nil, scale: Scale = .auto, nature: Nature = Nature(),
    palette: Palette = .sequential, limits: ClosedRange<Double>? = nil
  ) {
    precondition(scale.permits(limits), "limits that \(scale) does not have")
    (self.label, self.unit, self.palette) = (label, unit, palette)
    (self.scale, self.nature, self.limits) = (scale, nature, limits)
  }

  var title: String { unit.map { "\(label) [\($0)]" } ?? label }
}
