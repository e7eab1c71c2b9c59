// SPDX-License-Identifier: Apache-2.0

import BenignCharts
import BenignCore

extension PlotComposer {
  /// Vectors by index.
  func vectors(_ marks: ([VectorSeries]) -> [Layer]) throws(Diagnostic) -> Figure {
    let drawn = series.filter { $0.shape == .vector }
    var vectors: [VectorSeries] = []
    var levels: [Layer] = []
    for series in series {
      switch series.content {
      case .vector(let values):
        let label = label(of: series, among: drawn)
        let own = series.quantity == nil ? nil : try grouping(of: series, values.count)
        let grouping = drawn.count == 1 ? own : own?.named(label)
        vectors.append(VectorSeries(name: label, values: values, grouping: grouping))
        if let level = try level(of: series) { levels.append(level) }
      case .level(let value):
        levels.append(.reference(ReferenceLine(.horizontal, at: value, label: series.words)))
      case .curve, .matrix:
        break
      }
    }
    let names = names(of: drawn)
    return Figure(
      title: title("\(names) by \(indexLabel)"), subtitle: subtitle,
      x: Axis(indexLabel, scale: .linear),
      y: Axis(axisName(of: drawn), scale: invocation.scale("y"), nature: nature(of: drawn)),
      layers: marks(vectors) + levels,
      remarks: remarks(on: drawn))
  }

  /// Scores as a histogram with the decision threshold.
  func scores() throws(Diagnostic) -> Figure {
    guard let series = series.first, case .vector(let values) = series.content else {
      throw nothingRecorded()
    }
    var layers: [Layer] = [
      .histogram(
        Histogram(
          name: series.words, values: values, grouping: try grouping(of: series, values.count)))
    ]
    if wantsTheory {
      layers.append(.reference(ReferenceLine(.vertical, at: 0, label: "decision threshold")))
    }
    return Figure(
      title: title("scores of the training points"), subtitle: subtitle,
      x: Axis("f(xᵢ)", scale: invocation.scale("x")),
      y: Axis("points", scale: invocation.scale("y")),
      layers: layers)
  }

  /// A matrix as a heat map, row 0 on top.
  func heatMap() throws(Diagnostic) -> Figure {
    guard let series = series.first(where: { $0.shape == .matrix }) ?? series.first else {
      throw nothingRecorded()
    }
    guard case .matrix(let matrix) = series.content else {
      throw refusal(of: series, suggestion: .line)
    }
    guard self.series.count == 1 else { throw mixed("A matrix is drawn alone.") }
    let hasSigns = matrix.storage.contains { $0 < 0 }
    let color = invocation.colorScale(
      series.words, nature: nature(of: [series]), hasSigns: hasSigns)
    return Figure(
      title: title(series.words), subtitle: subtitle, x: Axis(indexLabel, scale: .linear),
      y: Axis(indexLabel, scale: .linear, isReversed: true),
      layers: [
        .heatMap(
          HeatMap(
            rows: matrix.rows, columns: matrix.columns, storage: matrix.storage, color: color))
      ])
  }

  private var indexLabel: String {
    switch series.first?.quantity?.shape {
    case .pointVector, .pointMatrix: "training point"
    case .neuronVector, .neuronMatrix: "neuron"
    case .number, .boolean, .text, .spectrum, nil: "index"
    }
  }

  /// Points by their observed label, neurons by their sign.
  func grouping(of series: PlotSeries, _ count: Int) throws(Diagnostic) -> Grouping? {
    guard let quantity = series.quantity, let experiment = session.experiments[series.home] else {
      return nil
    }
    switch quantity.shape {
    case .pointVector:
      return try grouping(by: .labels, "ỹ", of: experiment, count)
    case .neuronVector: return try grouping(by: .neuronSign, "a", of: experiment, count)
    case .number, .boolean, .text, .spectrum, .pointMatrix, .neuronMatrix: return nil
    }
  }

  private func grouping(
    by signs: Quantity, _ symbol: String, of experiment: Experiment, _ count: Int
  ) throws(Diagnostic) -> Grouping? {
    let value: QuantityValue
    do {
      value = try experiment.value(of: signs, stop: invocation.environment.stop)
    } catch {
      throw Diagnostic(error)
    }
    guard case .vector(let signs) = value, signs.count == count else { return nil }
    return Grouping(
      members: signs.map { $0 > 0 ? 0 : 1 }, names: ["\(symbol) > 0", "\(symbol) < 0"])
  }

  private func level(of series: PlotSeries) throws(Diagnostic) -> Layer? {
    guard wantsTheory, let level = series.quantity?.levels.first,
      let experiment = session.experiments[series.home],
      let value = try answer(level, of: experiment)?.number
    else { return nil }
    return .reference(
      ReferenceLine(.horizontal, at: value, label: label(of: level, in: series.home)))
  }
}

extension Grouping {
  /// Told apart from the same groups of another series.
  fileprivate func named(_ series: String) -> Grouping {
    Grouping(members: members, names: names.map { "\(series), \($0)" })
  }
}
