// SPDX-License-Identifier: Apache-2.0

/// Writes a plan as one SVG document.
struct SVGRenderer {
  static let font = "Helvetica Neue, Helvetica, Arial, Liberation Sans, DejaVu Sans, sans-serif"

  let plan: FigurePlan
  let title: String
  /// What the picture shows, for people who do not see it.
  let description: String
  /// Whether neighbouring areas overlap a little: who draws a page smooths their edges, and a light seam would show between them.
  var hidesSeams = false

  func document() -> String {
    var xml = XMLWriter()
    let frame = plan.frame
    let (width, height) = (px(frame.totalWidth), px(frame.totalHeight))
    let (pixelsWide, pixelsHigh) = (
      px(frame.totalWidth * plan.scale), px(frame.totalHeight * plan.scale)
    )
    xml.element(
      "svg",
      [
        "xmlns": "http://www.w3.org/2000/svg", "class": "benign-figure", "role": "img",
        "width": pixelsWide, "height": pixelsHigh, "viewBox": "0 0 \(width) \(height)",
        "font-family": Self.font, "font-size": "12",
      ]
    ) { xml in
      xml.leaf("title", [:], title)
      xml.leaf("desc", [:], description)
      xml.leaf("style", [:], StyleSheet.text)
      xml.element("g", ["transform": "translate(\(px(frame.left)) \(px(frame.top)))"]) { xml in
        writeGrid(&xml)
        for named in plan.marks { named.mark.write(to: &xml, by: self) }
        writeAxes(&xml)
        writeColorBar(&xml)
        for placed in plan.samples { placed.sample.write(at: placed.place, to: &xml, by: self) }
        plan.texts.forEach { write($0, &xml) }
      }
    }
    return xml.text
  }

  func px(_ length: Double) -> String { NumberFormat.pixels(length) }

  func write(_ text: PlacedText, _ xml: inout XMLWriter) {
    let ink: Ink = text.role.isQuiet ? .quiet : .text
    // The baseline lies about a third of the size below the middle.
    let (x, y) = (px(text.x), px(text.y + text.role.size * 0.35))
    let size = NumberFormat.exact(text.role.size)
    let place = text.angle == 0 ? "" : " rotate(\(NumberFormat.exact(text.angle)))"
    xml.leaf(
      "text",
      [
        "class": ink.name, "fill": ink.light, "font-size": size,
        "font-weight": text.role == .title ? "600" : "400", "text-anchor": text.anchor.rawValue,
        "transform": "translate(\(x) \(y))\(place)",
      ], text.text)
  }
}
