// SPDX-License-Identifier: Apache-2.0

extension Figure {
  /// A number as the texts of a figure write it: `20 000`, `0.25`, `1.9×10⁻⁵`; whole ones in full below 10⁷.
  public static func text(of value: Double, significant: Int) -> String {
    let isShort = value == value.rounded() && value.magnitude < 1e7
    return NumberFormat.readable(value, significant: isShort ? 17 : significant)
  }

  /// One line that tells what the picture shows.
  public var alternativeText: String { givenText?.onOneLine ?? Scene(self).sentence(of: self) }

  /// Vega-Lite v5 with inline data.
  ///
  /// It draws what `svg()` draws, at the same places, and tells values under the pointer. Colours of
  /// axes and text are the front end's, light or dark.
  public func vegaLiteTree() -> JSON {
    VegaLiteRenderer(plan: FigurePlan(self), figure: self, description: alternativeText).document()
  }

  /// The same as JSON text.
  public func vegaLite() -> String { vegaLiteTree().text }

  /// The size of the picture in pixels.
  public var pixels: (width: Double, height: Double) {
    let plan = FigurePlan(self)
    return (plan.frame.totalWidth * plan.scale, plan.frame.totalHeight * plan.scale)
  }

  /// A complete SVG document, light or dark as the page or the system is.
  ///
  /// - Parameter hidesSeams: whether neighbouring cells of a heat map overlap a little, as a printed page needs.
  public func svg(hidesSeams: Bool = false) -> String {
    SVGRenderer(
      plan: FigurePlan(self), title: title.onOneLine, description: alternativeText,
      hidesSeams: hidesSeams
    ).document()
  }

  /// A TikZ picture with a pgfplots axis, for `\input` in a paper, whose font it takes.
  ///
  /// It draws what `svg()` draws, at the same places and in the same size.
  public func pgfplots() -> String {
    PGFPlotsRenderer(plan: FigurePlan(self), description: alternativeText).document()
  }
}
