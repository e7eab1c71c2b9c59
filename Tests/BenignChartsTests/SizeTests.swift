// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import BenignCharts

/// Pictures of the size that is asked for.
@Suite("Sizes")
struct SizeTests {
  private static let sides: [Double?] = [nil, 100, 240, 320, 500, 640, 1000, 4000]

  private static func plan(_ name: String, _ size: Figure.Size) throws -> FigurePlan {
    let figure = try OutputTests.figure(name)
    return FigurePlan(figure.with(x: figure.x, y: figure.y, size: size))
  }

  @Test(
    "every size is exactly what is asked for, with a plot that shows something",
    arguments: Examples.all.map(\.name))
  func exact(name: String) throws {
    for width in Self.sides {
      for height in Self.sides {
        let plan = try Self.plan(name, Figure.Size(width: width, height: height))
        let comment = "\(name): \(width ?? 0) × \(height ?? 0)"
        if let width {
          #expect((plan.frame.totalWidth * plan.scale - width).magnitude < 0.01, "\(comment)")
        }
        if let height {
          #expect((plan.frame.totalHeight * plan.scale - height).magnitude < 0.01, "\(comment)")
        }
        #expect(plan.frame.width >= 200 && plan.frame.height >= 119, "\(comment)")
      }
    }
  }

  @Test(
    "no text lies over another, or outside the picture", arguments: Examples.all.map(\.name))
  func apart(name: String) throws {
    for width in Self.sides {
      for height in Self.sides where width != nil || height != nil {
        let plan = try Self.plan(name, Figure.Size(width: width, height: height))
        let comment = "\(name): \(width ?? 0) × \(height ?? 0)"
        let boxes = Self.boxes(of: plan)
        for box in boxes {
          #expect(
            box.x.lowerBound >= -0.5 - plan.frame.left
              && box.x.upperBound <= plan.frame.width + plan.frame.right + 0.5
              && box.y.lowerBound >= -0.5 - plan.frame.top
              && box.y.upperBound <= plan.frame.height + plan.frame.bottom + 0.5,
            "\(comment): \(box)")
        }
        for (index, box) in boxes.enumerated() {
          let over = boxes[..<index].first { $0.x.overlaps(box.x) && $0.y.overlaps(box.y) }
          #expect(over == nil, "\(comment): \(box) over \(over as Any)")
        }
      }
    }
  }

  /// Where the texts stand that do not run aslant; of a height that their letters have.
  private static func boxes(of plan: FigurePlan) -> [Rectangle] {
    let ticks =
      plan.x.ticks.major.filter { !$0.label.isEmpty }.map { tick in
        PlacedText(
          text: tick.label, x: plan.x.scale.fraction(tick.value) * plan.frame.width,
          y: plan.frame.height + 14, role: .category, anchor: .middle)
      }
      + plan.y.ticks.major.filter { !$0.label.isEmpty }.map { tick in
        PlacedText(
          text: tick.label, x: -8, y: (1 - plan.y.scale.fraction(tick.value)) * plan.frame.height,
          role: .category, anchor: .end)
      }
    return (plan.texts + ticks).filter { $0.angle == 0 }.map { text in
      let width = TextMetrics.width(of: text.text, size: text.role.size)
      let left =
        switch text.anchor {
        case .start: text.x
        case .middle: text.x - width / 2
        case .end: text.x - width
        }
      let half = text.role.size * 0.35
      return Rectangle(x: left...(left + width), y: (text.y - half)...(text.y + half))
    }
  }

  @Test("a picture of 240 pt has text of 8 pt, and text grows with the picture")
  func textSize() throws {
    let height = { (width: Double) in
      12 * (try Self.plan("trajectory", Figure.Size(width: width)).scale)
    }
    #expect(try (height(320) * 0.75 - 8).magnitude < 1e-9)
    #expect(try height(640) == 12 && height(1280) == 24)
    #expect(try (height(160) - height(320) / 2).magnitude < 1e-9)
  }

  @Test("both renderers have the size, and without one nothing changes")
  func outputs() throws {
    let figure = try OutputTests.figure("trajectory")
    let small = figure.with(x: figure.x, y: figure.y, size: Figure.Size(width: 320, height: 300))
    #expect(small.svg().contains(#"width="320" height="300" viewBox="0 0 "#))
    let plan = FigurePlan(small)
    #expect(small.vegaLite().contains(#""fontSize":10.67"#))
    #expect((plan.frame.totalWidth - 360).magnitude < 1e-9)
    let usual = figure.with(x: figure.x, y: figure.y, size: Figure.Size())
    #expect(usual.svg() == figure.svg() && usual.vegaLite() == figure.vegaLite())
  }
}
