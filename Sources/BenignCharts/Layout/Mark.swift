// SPDX-License-Identifier: Apache-2.0

struct Point: Equatable {
  let x: Double
  let y: Double
}

/// What is drawn inside the frame, in the coordinates of the axes.
///
/// Both renderers draw these and nothing else there, so neither shows what the other does not.
enum Mark: Equatable {
  /// Runs of points; a gap lies between two runs.
  case line(runs: [[Point]], Style)
  /// A curve that may leave the frame, light on a dark casing so that any colour below lets it stand out.
  case boundary(runs: [[Point]])
  case band(runs: [[BandPoint]], Style)
  case dots([Point], size: Double, Style)
  /// Vertical lines from `base` to the points.
  case stems([Point], base: Double, Style)
  case bars([Bar], Style, isLight: Bool)
  case cells(Cells)
  /// Strokes over cells that have no value.
  case hatching([Segment])
  case reference(ReferenceLine.Direction, value: Double, Style)
}

extension Mark {
  /// Whether the pointer can ask it for values.
  var hasValues: Bool {
    switch self {
    case .line, .dots, .bars, .cells: true
    case .boundary, .band, .stems, .hatching, .reference: false
    }
  }

  /// Stands on its place on the x axis.
  var isUpright: Bool {
    switch self {
    case .stems, .bars: true
    case .line, .boundary, .band, .dots, .cells, .hatching, .reference: false
    }
  }
}

/// A straight stroke between two points.
struct Segment: Equatable {
  let start: Point
  let end: Point
}

struct BandPoint: Equatable {
  let x: Double
  let low: Double
  let high: Double
}

/// A rectangle that counts.
struct Bar: Equatable {
  let left: Double
  let right: Double
  let bottom: Double
  let top: Double
}

/// A grid of rectangles that bear values.
struct Cells: Equatable {
  /// A column or row: where it stands and how far it reaches.
  struct Slot: Equatable {
    let center: Double
    let low: Double
    let high: Double
  }

  struct Cell: Equatable {
    let column: Int
    let row: Int
    let value: Double
  }

  let columns: [Slot]
  let rows: [Slot]
  /// Those that have a colour.
  let cells: [Cell]
  let colors: ColorMap
}

/// A mark with the name of its series, for tooltips.
struct NamedMark: Equatable {
  let name: String
  let mark: Mark
}

extension NamedMark {
  var isEmpty: Bool {
    switch mark {
    case .line(let runs, _), .boundary(let runs): runs.isEmpty
    case .band(let runs, _): runs.isEmpty
    case .dots(let points, _, _), .stems(let points, _, _): points.isEmpty
    case .bars(let bars, _, _): bars.isEmpty
    case .cells(let grid): grid.cells.isEmpty
    case .hatching(let strokes): strokes.isEmpty
    case .reference: false
    }
  }

  var colors: ColorMap? {
    if case .cells(let cells) = mark { cells.colors } else { nil }
  }

  /// With bases and ends that lie beyond an axis moved to its edge.
  func clamped(x: AxisScale, y: AxisScale) -> NamedMark {
    switch mark {
    case .line, .boundary, .dots, .cells, .hatching, .reference: return self
    case .band(let runs, let style):
      let inside = runs.map { run in
        run.map { BandPoint(x: $0.x, low: y.clamped($0.low), high: y.clamped($0.high)) }
      }
      return NamedMark(name: name, mark: .band(runs: inside, style))
    case .stems(let points, let base, let style):
      return NamedMark(name: name, mark: .stems(points, base: y.clamped(base), style))
    case .bars(let bars, let style, let isLight):
      let inside = bars.map {
        Bar(
          left: x.clamped($0.left), right: x.clamped($0.right), bottom: y.clamped($0.bottom),
          top: y.clamped($0.top))
      }
      return NamedMark(name: name, mark: .bars(inside, style, isLight: isLight))
    }
  }
}
