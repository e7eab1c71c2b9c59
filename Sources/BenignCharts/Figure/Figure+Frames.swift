// SPDX-License-Identifier: Apache-2.0

extension Figure {
  /// Several figures on the same axes, of which a slider shows one.
  struct Frames: Sendable, Equatable {
    /// The key that the slider moves.
    let name: String
    private(set) var figures: [Figure]

    var middle: Int { figures.count / 2 }

    /// The axes on which all of them have room.
    var axes: (x: AxisScale, y: AxisScale) {
      let middle = figures[middle]
      let scene = Scene(
        Figure(title: "", x: middle.x, y: middle.y, layers: figures.flatMap(\.layers)))
      return (scene.x, scene.y)
    }

    func document(description: String) -> JSON {
      let axes = axes
      let renderers = figures.map { figure in
        let scene = Scene(figure, on: axes)
        return VegaLiteRenderer(
          plan: FigurePlan(figure, scene), figure: figure, description: description)
      }
      return VegaLiteFrames(renderers: renderers, name: name, first: middle).document()
    }

    func with(x: Axis, y: Axis, size: Size) -> Frames {
      Frames(name: name, figures: figures.map { $0.with(x: x, y: y, size: size) })
    }
  }

  /// The figures behind a slider: Vega-Lite shows all of them, one at a time; SVG and pgfplots show the middle one, and say so.
  ///
  /// - Parameters:
  ///   - figures: with axes of the same names, where these have names; at least one.
  ///   - name: what the slider moves.
  ///   - labels: of the figures: "n = 50".
  public static func sliding(_ figures: [Figure], name: String, labels: [String]) -> Figure {
    precondition(!figures.isEmpty && figures.count == labels.count, "labels of other figures")
    let frames = Frames(name: name, figures: figures)
    let place = "\(labels[frames.middle]), the middle one of \(figures.count)"
    var figure = figures[frames.middle]
      .remarking("\(place): in JupyterLab a slider shows the others.")
    figure.frames = frames
    return figure
  }
}
