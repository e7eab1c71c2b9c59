// SPDX-License-Identifier: Apache-2.0

import BenignCharts
import BenignCore

extension PlotComposer {
  /// Numbers against x, with the levels that they approach.
  func curves() throws(Diagnostic) -> Figure {
    let scale = xScale
    var layers: [Layer] = []
    for series in series {
      switch series.content {
      case .curve(let x, let y):
        // Runs begin at 0, which a logarithmic axis that nobody asked for need not complain of.
        let kept = x.indices.filter { invocation.later["x"] != nil || scale != .log || x[$0] > 0 }
        layers.append(
          .line(LineSeries(name: series.name, x: kept.map { x[$0] }, y: kept.map { y[$0] })))
      case .level(let value):
        layers.append(.reference(ReferenceLine(.horizontal, at: value, label: series.name)))
      case .vector, .matrix:
        break
      }
    }
    layers += try levels()
    let xName = xLabel
    return Figure(
      title: title("\(names) against \(xName)"), subtitle: subtitle,
      x: Axis(xName, unit: xUnit, scale: scale),
      y: Axis(yLabel, scale: self.scale("yscale")), layers: layers)
  }

  private var names: String {
    let curves = series.filter { $0.shape == .curve }.map(\.name)
    return curves.count <= 3 ? curves.joined(separator: ", ") : "\(curves.count) series"
  }

  private var xLabel: String {
    invocation.later["x"].map { SyntaxText($0).description } ?? clock.rawValue
  }

  private var xUnit: String? {
    invocation.later["x"] == nil && clock == .step ? "steps" : nil
  }

  /// Of far runs logarithmic, unless something else is asked for.
  private var xScale: Scale {
    let asked = scale("xscale")
    guard asked == .auto, invocation.later["x"] == nil else { return asked }
    let positive = series.flatMap(\.positions).filter { $0 > 0 }
    guard let least = positive.min(), let most = positive.max(), most >= 100 * least else {
      return .auto
    }
    return .log
  }

  /// The name of what is drawn, where all curves show the same.
  private var yLabel: String {
    let curves = series.filter { $0.shape == .curve }
    guard let quantity = curves.first?.quantity,
      curves.allSatisfy({ $0.quantity == quantity })
    else { return curves.count == 1 ? curves[0].name : "value" }
    return quantity.rawValue
  }

  /// What the drawn quantities approach, for each experiment once.
  private func levels() throws(Diagnostic) -> [Layer] {
    guard wantsTheory else { return [] }
    var layers: [Layer] = []
    var drawn: Set<String> = []
    for series in series where series.shape == .curve {
      guard let quantity = series.quantity, let experiment = session.experiments[series.home] else {
        continue
      }
      for level in quantity.levels {
        let name =
          series.home == session.current ? level.rawValue : "\(series.home).\(level.rawValue)"
        guard drawn.insert(name).inserted, let value = try number(level, of: experiment) else {
          continue
        }
        layers.append(.reference(ReferenceLine(.horizontal, at: value, label: name)))
      }
    }
    return layers
  }

  /// `nil` where the quantity has no value here.
  func number(_ quantity: Quantity, of experiment: Experiment) throws(Diagnostic) -> Double? {
    do {
      let value = try experiment.value(
        of: quantity, shouldStop: invocation.environment.shouldStop)
      guard case .number(let number) = value, number.isFinite else { return nil }
      return number
    } catch {
      if case .notReady = error { return nil }
      throw Diagnostic(error)
    }
  }
}

extension PlotSeries {
  /// The x of a curve.
  fileprivate var positions: [Double] {
    if case .curve(let x, _) = content { return x }
    return []
  }
}

extension Quantity {
  /// What it is compared with in a picture.
  fileprivate var levels: [Quantity] {
    switch self {
    case .margin: [.limitMargin]
    case .testError: [.limitError, .predictedError, .bayesError]
    default: []
    }
  }
}
