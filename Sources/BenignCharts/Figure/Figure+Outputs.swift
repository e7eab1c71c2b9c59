// SPDX-License-Identifier: Apache-2.0

extension Figure {
  /// One line that tells what the picture shows.
  public var alternativeText: String { givenText ?? title }

  /// Vega-Lite v5 with inline data, as JSON text.
  public func vegaLite() -> String { "{}" }

  /// A complete SVG document.
  public func svg() -> String { "" }
}
