// SPDX-License-Identifier: Apache-2.0

extension Figure {
  /// A number as the texts of a figure write it: `20 000`, `0.25`, `1.9×10⁻⁵`; whole ones in full below 10⁷.
  public static func text(of value: Double, significant: Int) -> String {
    let isShort = value == value.rounded() && value.magnitude < 1e7
    return NumberFormat.readable(value, significant: isShort ? 17 : significant)
  }

  /// One line that tells what the picture shows.
  public var alternativeText: String { givenText?.onOneLine ?? Scene(self).sentence(of: self) }

  /// The Vega-Lite text of `DrawnFigure`.
  public func vegaLite() -> String { DrawnFigure(self).vegaLite() }

  /// The size of the picture in pixels.
  public var pixels: (width: Double, height: Double) { DrawnFigure(self).pixels }

  /// The SVG document of `DrawnFigure`.
  public func svg(hidesSeams: Bool = false) -> String {
    DrawnFigure(self).svg(hidesSeams: hidesSeams)
  }

  /// The TikZ picture of `DrawnFigure`.
  public func pgfplots() -> String { DrawnFigure(self).pgfplots() }
}
