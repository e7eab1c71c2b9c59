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
  public let palette: Palette

  public init(
    _ label: String, unit: String? = nil, scale: Scale = .auto, palette: Palette = .sequential
  ) {
    self.label = label
    self.unit = unit
    self.scale = scale
    self.palette = palette
  }

  var title: String { unit.map { "\(label) [\($0)]" } ?? label }
}
