// SPDX-License-Identifier: Apache-2.0

import BenignCharts
import BenignCore

extension Invocation {
  /// More curves nobody tells apart, and each of them takes kilobytes.
  private static let mostCurves = 1_000

  /// - Throws: ResourceLimit.
  func requireFewCurves(_ count: Int) throws(Diagnostic) {
    guard count > Self.mostCurves else { return }
    throw Diagnostic(
      .resourceLimit,
      "A picture can have \(Self.mostCurves) curves, and these are \(count).", at: range,
      expected: "fewer curves, or color= for a heat map")
  }
}

extension PlotComposer {
  /// Numbers against x, with the levels that they approach.
  func curves(_ marks: PlotKind.Marks) throws(Diagnostic) -> Figure {
    let scale = xScale
    let drawn = series.filter { $0.shape == .curve }
    try invocation.requireFewCurves(drawn.count)
    var numbers: [NumberSeries] = []
    var references: [Layer] = []
    for series in series {
      switch series.content {
      case .curve(let x, let y, let isRecorded):
        // Runs begin at 0, which has no place on a logarithmic axis: nothing that one must be told.
        let isPlaced = x.first.map { $0.isFinite && (scale != .log || $0 > 0) } ?? true
        let skipped = isPlaced || !isRecorded ? 0 : 1
        numbers.append(
          NumberSeries(
            name: label(of: series, among: drawn), x: Array(x.dropFirst(skipped)),
            y: Array(y.dropFirst(skipped)),
            diverges: isRecorded
              && (hasDiverged(series.home) || series.quantity == .loss && y.growsBeyondAll)))
      case .level(let value):
        references.append(.reference(ReferenceLine(.horizontal, at: value, label: series.words)))
      case .vector, .matrix:
        break
      }
    }
    let layers = marks(numbers) + references + (try levels())
    let xName = xLabel
    return Figure(
      title: title("\(names(of: drawn)) against \(xName)"), subtitle: subtitle,
      x: Axis(xName, unit: xUnit, scale: scale, nature: xNature),
      y: Axis(axisName(of: drawn), scale: invocation.scale("y"), nature: nature(of: drawn)),
      layers: layers,
      remarks: remarks(on: drawn) + divergence)
  }

  /// Whether the last run of an experiment ended because it diverged.
  private func hasDiverged(_ home: String) -> Bool {
    session.experiments[home]?.hasDiverged ?? false
  }

  /// "fast diverged after t = 11." for each experiment that did.
  private var divergence: [String] {
    subjects.names.filter(hasDiverged).compactMap { name in
      session.experiments[name].map { experiment in
        let whose = subjects.names.count > 1 ? name : "Training"
        return "\(whose) diverged after t = \(Figure.text(of: experiment.step, significant: 17))."
      }
    }
  }

  private var xLabel: String {
    invocation.later["x"].map { PictureWords.name($0) } ?? PictureWords.name(clock)
  }

  private var xNature: Nature { Nature(of: invocation.later["x"].map { [$0] } ?? []) }

  private var xUnit: String? {
    clock == .step && xLabel == PictureWords.name(clock) ? "steps" : nil
  }

  /// Of far runs logarithmic, unless something else is asked for.
  private var xScale: Scale {
    let asked = invocation.scale("x")
    guard asked == .auto else { return asked }
    let rest = series.flatMap(\.positions).filter(\.isFinite)
    guard let least = rest.min(), let most = rest.max(), least > 0, most >= 100 * least else {
      return .auto
    }
    return .log
  }

  /// What the drawn quantities approach, for each experiment once; of several only the limits.
  private func levels() throws(Diagnostic) -> [Layer] {
    guard wantsTheory else { return [] }
    let isAlone = subjects.names.count <= 1
    var lines: [(level: Quantity, home: String, value: Double, isBound: Bool)] = []
    for series in series where series.shape == .curve {
      guard let quantity = series.quantity, let experiment = session.experiments[series.home] else {
        continue
      }
      for level in quantity.levels.prefix(isAlone ? quantity.levels.count : 1)
      where !lines.contains(where: { $0.level == level && $0.home == series.home }) {
        guard let answer = try answer(level, of: experiment), let value = answer.number else {
          continue
        }
        // Where no point of a sample was wrong, the level lies below the end of the interval.
        let bound = value == 0 ? answer.sample?.high : nil
        lines.append((level, series.home, bound ?? value, bound != nil))
      }
    }
    return lines.indices.compactMap { index in
      let line = lines[index]
      let same = lines.indices.filter { lines[$0].level == line.level }
      // One line for what all of them approach.
      let isCommon = same.count > 1 && same.allSatisfy { lines[$0].value.isClose(to: line.value) }
      guard !isCommon || same.first == index else { return nil }
      let label =
        isCommon ? PictureWords.name(line.level) : label(of: line.level, in: line.home)
      return .reference(
        ReferenceLine(.horizontal, at: line.value, label: label, isBound: line.isBound))
    }
  }

  /// A finite number; `nil` where the quantity has none here.
  func answer(_ quantity: Quantity, of experiment: Experiment) throws(Diagnostic) -> QuantityAnswer?
  {
    do {
      let answer = try experiment.answer(to: quantity, stop: invocation.environment.stop)
      return answer.number?.isFinite == true ? answer : nil
    } catch {
      if case .notReady = error { return nil }
      throw Diagnostic(error)
    }
  }
}

extension PlotSeries {
  /// The x of a curve, without the beginning of a run, which may be 0.
  fileprivate var positions: ArraySlice<Double> {
    guard case .curve(let x, _, let isRecorded) = content else { return [] }
    return x.dropFirst(isRecorded ? 1 : 0)
  }
}
