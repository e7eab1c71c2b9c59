// SPDX-License-Identifier: Apache-2.0

import BenignCharts
import BenignCore

/// Values of which a histogram shows how often each occurs, in groups that are told apart.
struct Distribution {
  private let name: String
  private let values: [Double]
  private let grouping: Grouping?

  init(_ name: String, _ values: [Double], grouping: Grouping?) {
    self.name = name
    self.values = values
    self.grouping = grouping
  }

  /// - Parameter groups: a single one needs no name.
  init(_ name: String, groups: [(name: String, values: [Double])]) {
    let members = groups.indices.flatMap { group in groups[group].values.map { _ in group } }
    self.init(
      name, groups.flatMap(\.values),
      grouping: groups.count > 1 ? Grouping(members: members, names: groups.map(\.name)) : nil)
  }

  /// Those that a picture can show.
  private var shown: [Double] { values.filter { $0.magnitude <= Figure.largestValue } }

  /// The mean of what is one group.
  private var mean: Double? {
    guard grouping == nil, shown.count > 1 else { return nil }
    return SampleStatistic.mean.value(of: shown).flatMap { $0.isFinite ? $0 : nil }
  }

  var layers: [Layer] {
    let mean = mean.map { Layer.reference(ReferenceLine(.vertical, at: $0, label: "mean")) }
    return [.histogram(Histogram(name: "", values: values, grouping: grouping))]
      + (mean.map { [$0] } ?? [])
  }

  /// Of fewer values no one can tell where 90 % of them lie.
  private static let fewValues = 20

  /// "200 values: mean 2.1×10⁻⁴ ± 6×10⁻⁶ (one standard error); 90 % lie between 10⁻⁴ and 3×10⁻⁴."; `nil` of groups.
  var remark: String? {
    guard let mean, let error = SampleStatistic.standardError.value(of: shown),
      let low = SampleStatistic.lowQuantile.value(of: shown),
      let high = SampleStatistic.highQuantile.value(of: shown)
    else { return nil }
    let text = { (number: Double, digits: Int) in Figure.text(of: number, significant: digits) }
    let count = "\(text(Double(shown.count), 17)) values"
    guard error > 0 else { return "\(count), all \(text(mean, 5))." }
    let range =
      shown.count < Self.fewValues
      ? "" : "; 90 % lie between \(text(low, 3)) and \(text(high, 3))"
    return "\(count): mean \(text(mean, 3)) ± \(text(error, 2)) (one standard error)\(range)."
  }
}

extension PlotComposer {
  /// How often the values of the series occur: of a table's measure, those of all repeats.
  func histogram() throws(Diagnostic) -> Figure {
    let drawn = series.filter { $0.shape != .level }
    guard let first = drawn.first else { throw nothingRecorded() }
    if series.count == 1, first.quantity == .scores { return try scores() }
    let names = names(of: drawn)
    let label = axisName(of: drawn)
    var distribution = Distribution(
      label,
      groups: try drawn.map { (series) throws(Diagnostic) in
        (self.label(of: series, among: drawn), try values(of: series))
      })
    if drawn.count == 1, case .vector(let values) = first.content {
      if let grouping = try grouping(of: first, values.count) {
        distribution = Distribution(label, values, grouping: grouping)
      }
    }
    let levels = series.compactMap { series -> Layer? in
      guard case .level(let value) = series.content else { return nil }
      return .reference(ReferenceLine(.vertical, at: value, label: series.words))
    }
    return Figure(
      title: title("distribution of \(names)"), subtitle: subtitle,
      x: Axis(label, scale: invocation.scale("x"), nature: nature(of: drawn)),
      y: Axis("count", scale: invocation.scale("y")), layers: distribution.layers + levels,
      remarks: remarks(on: drawn) + (distribution.remark.map { [$0] } ?? []))
  }

  private func values(of series: PlotSeries) throws(Diagnostic) -> [Double] {
    switch series.content {
    case .level: return []
    case .curve(_, let y, _): return y
    case .matrix(let matrix): return matrix.storage
    case .vector(let values):
      guard case .member(let owner, let name) = series.expression.node,
        session.experiments[owner] == nil, let table = session.table(owner),
        table.measures.contains(name)
      else { return values }
      return try TablePlot(table, invocation, session).rows.samples(of: .column(name))
        .flatMap(\.self)
    }
  }
}

extension TablePlot {
  /// How often the values of all repeats of all cells occur, for each value of `by`.
  func histogram() throws(Diagnostic) -> Figure {
    let (y, by) = (try measures(), invocation.later["by"])
    let (groups, order) = try groups(by: by)
    try invocation.requireFewCurves(groups.count * y.listed.count)
    var distributions: [(name: String, values: [Double])] = []
    for part in y.listed {
      let samples = try rows.samples(of: part)
      distributions += groups.map { group in
        (Self.name(of: group, part, among: y), group.rows.flatMap { samples[$0] })
      }
    }
    let name = Self.name(of: y)
    let distribution = Distribution(name, groups: distributions)
    let together =
      by == nil && table.cells.count > 1
      ? "All \(table.cells.count) cells of \(table.name) together." : nil
    return Figure(
      title: title("distribution of \(name)"), subtitle: subtitle,
      x: Axis(name, scale: invocation.scale("x"), nature: Nature(of: y.listed)),
      y: Axis("count", scale: invocation.scale("y")),
      layers: distribution.layers + (y.listed.count == 1 ? try levels(of: y.listed[0]) : []),
      order: order,
      remarks: [distribution.remark, together].compactMap(\.self)
        + remarks(failures: SweepTable.Reason.told.map { table.sentence(of: $0) }))
  }
}
