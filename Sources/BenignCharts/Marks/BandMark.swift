// SPDX-License-Identifier: Apache-2.0

/// The region between two curves over the same x.
struct BandMark: Mark {
  struct Place: Equatable {
    let x: Double
    let low: Double
    let high: Double

    func clamped(_ y: AxisScale) -> Place {
      Place(x: x, low: y.clamped(low), high: y.clamped(high))
    }

    func clamped(_ y: Window.Side) -> Place {
      Place(x: x, low: y.clamped(low), high: y.clamped(high))
    }
  }

  let runs: [[Place]]
  let style: Style

  var isEmpty: Bool { runs.isEmpty }

  func clamped(x: AxisScale, y: AxisScale) -> BandMark {
    BandMark(runs: runs.map { run in run.map { $0.clamped(y) } }, style: style)
  }

  func write(to xml: inout XMLWriter, by renderer: SVGRenderer) {
    let path = runs.map { renderer.path(outline(of: $0)) + "Z" }
    xml.empty("path", ["fill": style.color, "fill-opacity": "0.18", "d": path.joined()])
  }

  func write(to tex: inout TeXWriter, by renderer: PGFPlotsRenderer) {
    for run in runs {
      renderer.plot(
        ["draw=none", "fill=\(style.tex)", "fill opacity=0.18"], outline(of: run), closed: true,
        to: &tex)
    }
  }

  private func outline(of run: [Place]) -> [Point] {
    run.map { Point(x: $0.x, y: $0.high) } + run.reversed().map { Point(x: $0.x, y: $0.low) }
  }

  func layers(name: String, by renderer: VegaLiteRenderer) -> [JSON] {
    let mark: JSON = ["type": "area", "color": .string(style.color), "opacity": 0.18]
    var rows = JSONRows("x", "y", "y2", "run")
    for (index, run) in runs.enumerated() {
      for place in run { rows.add(place.x, place.low, place.high, Double(index)) }
    }
    return [renderer.layer(mark, rows.json, ["y2": ["field": "y2"], "detail": renderer.run])]
  }
}

extension Window {
  /// The part of a band between neighbouring places that can be seen; several where it leaves and comes back.
  func clipped(_ places: [BandMark.Place]) -> [[BandMark.Place]] {
    guard !isUnlimited else { return [places] }
    var runs: [[BandMark.Place]] = []
    for (start, end) in zip(places, places.dropFirst())
    where x.overlaps(min(start.x, end.x), max(start.x, end.x)) {
      let all =
        x.crossings(from: start.x, to: end.x) + y.crossings(from: start.low, to: end.low)
        + y.crossings(from: start.high, to: end.high)
      // Between two of them nothing is cut, or all of it.
      let piece = ([0, 1] + all).sorted().map { share in
        BandMark.Place(
          x: x.value(at: share, from: start.x, to: end.x),
          low: y.value(at: share, from: start.low, to: end.low),
          high: y.value(at: share, from: start.high, to: end.high))
      }.filter { x.contains($0.x) }.map { $0.clamped(y) }
      guard let first = piece.first else { continue }
      if runs.last?.last == first {
        runs[runs.count - 1] += piece.dropFirst()
      } else {
        runs.append(piece)
      }
    }
    return runs
  }
}
