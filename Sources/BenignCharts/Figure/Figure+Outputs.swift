// SPDX-License-Identifier: Apache-2.0

extension Figure {
  /// One line that tells what the picture shows.
  public var alternativeText: String { givenText?.onOneLine ?? Scene(self).sentence(of: self) }

  /// Vega-Lite v5 with inline data, as JSON text.
  ///
  /// It draws what `svg()` draws, at the same places, and tells values under the pointer. Colours of
  /// axes and text are the front end's, light or dark.
  public func vegaLite() -> String {
    VegaLiteRenderer(plan: Plan(self), figure: self, description: alternativeText).document()
  }

  /// A complete SVG document, light or dark as the page or the system is.
  public func svg() -> String {
    SVGRenderer(plan: Plan(self), title: title.onOneLine, description: alternativeText).document()
  }
}
