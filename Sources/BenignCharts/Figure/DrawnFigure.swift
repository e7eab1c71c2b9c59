// SPDX-License-Identifier: Apache-2.0

/// A figure that has been laid out, once for all that is written of it.
public struct DrawnFigure: Sendable {
  private let figure: Figure
  private let plan: FigurePlan
  /// One line that tells what the picture shows.
  public let alternativeText: String

  /// Lays a figure out.
  public init(_ figure: Figure) {
    let scene = Scene(figure, on: figure.frames?.axes)
    self.figure = figure
    plan = FigurePlan(figure, scene)
    alternativeText = figure.givenText?.onOneLine ?? scene.sentence(of: figure)
  }

  /// Vega-Lite v5 with inline data, as JSON text.
  ///
  /// It draws what `svg()` draws, at the same places, and tells values under the pointer. Colours of
  /// axes and text are the front end's, light or dark.
  public func vegaLite() -> String {
    if let frames = figure.frames { return frames.document(description: alternativeText).text }
    return VegaLiteRenderer(plan: plan, figure: figure, description: alternativeText).document()
      .text
  }

  /// The size of the picture in pixels.
  public var pixels: (width: Double, height: Double) {
    (plan.frame.totalWidth * plan.scale, plan.frame.totalHeight * plan.scale)
  }

  /// A complete SVG document, light or dark as the page or the system is.
  ///
  /// - Parameter hidesSeams: whether neighbouring cells of a heat map overlap a little, as a printed page needs.
  public func svg(hidesSeams: Bool = false) -> String {
    SVGRenderer(
      plan: plan, title: figure.title.onOneLine, description: alternativeText,
      hidesSeams: hidesSeams
    ).document()
  }

  /// A TikZ picture with a pgfplots axis, for `\input` in a paper, whose font it takes.
  ///
  /// It draws what `svg()` draws, at the same places and in the same size.
  public func pgfplots() -> String {
    PGFPlotsRenderer(plan: plan, description: alternativeText).document()
  }
}
