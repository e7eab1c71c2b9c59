// SPDX-License-Identifier: Apache-2.0

import BenignCore
import Concurrency

/// The rows of a sweep's table, on which the expressions of a picture are evaluated.
///
/// A row has the table's columns, then the settings of its own cell (`p`, where the sweep said `p=20*n`), then what
/// the definitions of the cell's mixture and network decide (`rho`, `predicted_error`). No other name of an experiment means anything there: what the current
/// experiment is must not pass for what a cell was.
struct TableRows {
  let table: SweepTable
  private let scope: Scope
  private let stop: StopSignal
  private let settings: [Setting]

  init(_ table: SweepTable, _ invocation: Invocation, _ session: Session) {
    self.table = table
    stop = invocation.environment.stop
    let hidden = [Setting.learningRate.name] + table.searched
    settings = Setting.all.filter { !hidden.contains($0.name) }
    var scope = Scope(session)
    scope.columns = table.columnNames + settings.map(\.name)
    scope.rowsOwner = table.name
    self.scope = scope
  }

  /// A value for each row; `None` where a column that it looks at has none.
  func values(of expression: Expression) throws(Diagnostic) -> [Value] {
    let plan = try plan(expression)
    if case .column(let index) = plan.node { return column(index) }
    var evaluation = RowEvaluation(plan, width: scope.columns.count, stop: stop)
    if plan.columns.isEmpty, plan.quantities.isEmpty, let first = table.cells.first {
      return [Value](repeating: try evaluation.value(on: first), count: table.cells.count)
    }
    let columns = plan.columns.map { (index: $0, values: column($0)) }
    return try table.cells.indices.map { (row) throws(Diagnostic) in
      for column in columns { evaluation.set(column.index, column.values[row]) }
      return try evaluation.value(on: table.cells[row])
    }
  }

  /// The same as numbers; `nan` for `None`.
  func numbers(of expression: Expression) throws(Diagnostic) -> [Double] {
    try values(of: expression).map { (value) throws(Diagnostic) in
      try Self.number(value, expression)
    }
  }

  /// An expression on each repeat of each cell, as far as its run counts, and `nan` where it has no value there; of an
  /// expression over no measure the value of each cell.
  func samples(of expression: Expression) throws(Diagnostic) -> [[Double]] {
    if let samples = try numbers(of: expression, where: table.repeatsOneByOne) { return samples }
    return try numbers(of: expression).map { [$0] }
  }

  /// One standard error of an expression over measures, row by row; `nil` where it looks at none.
  ///
  /// By leaving out one repeat after the other: of a measure itself that is the standard error of its mean; and of
  /// expressions it takes account of what the measures of one repeat have in common.
  func standardErrors(of expression: Expression) throws(Diagnostic) -> [Double]? {
    guard table.repeats > 1 else { return nil }
    return try numbers(of: expression, where: table.meansWithoutOne)?.map { numbers in
      // Each of the means lies n − 1 times closer to the mean than the value left out.
      SampleStatistic.standardError.value(of: numbers).map { $0 * Double(numbers.count - 1) }
        ?? .nan
    }
  }

  /// An expression over measures on values that they take in each cell; `nil` where it looks at no measure.
  /// - Parameter values: of the measures, in their order, once or several times.
  private func numbers(
    of expression: Expression, where values: ([Int], SweepTable.Cell) -> [[Double]]
  ) throws(Diagnostic) -> [[Double]]? {
    let plan = try plan(expression)
    let measures = table.measures.indices.filter {
      plan.columns.contains(table.column(ofMeasure: $0))
    }
    guard !measures.isEmpty else { return nil }
    let own = measures.map(table.column(ofMeasure:))
    let columns = plan.columns.subtracting(own).map { (index: $0, values: column($0)) }
    var evaluation = RowEvaluation(plan, width: scope.columns.count, stop: stop)
    return try table.cells.indices.map { (row) throws(Diagnostic) in
      let cell = table.cells[row]
      for column in columns { evaluation.set(column.index, column.values[row]) }
      return try values(measures, cell).map { (values) throws(Diagnostic) in
        for (index, value) in zip(own, values) { evaluation.set(index, .number(value)) }
        return try Self.number(try evaluation.value(on: cell), expression)
      }
    }
  }

  private func plan(_ expression: Expression) throws(Diagnostic) -> Plan {
    // A measure may be an expression itself.
    if let column = table.columnNames.firstIndex(of: SyntaxText(expression).description) {
      return Plan(node: .column(column), range: expression.range)
    }
    let plan = try scope.plan(expression)
    // Where a search has changed a cell's settings, its definitions are those of the search's beginning.
    let unknown = plan.quantities.filter { !$0.followsFromDefinitions || !table.searched.isEmpty }
      .map(\.name).sorted()
    if let name = unknown.first { throw notMeasured(name, at: expression.range) }
    if expression.names(anyOf: [Setting.learningRate.name]), !table.keys.contains("lr") {
      throw notMeasured("lr", at: expression.range)
    }
    return plan
  }

  private func notMeasured(_ name: String, at range: Range<Int>) -> Diagnostic {
    Diagnostic(
      .invalidArgument, "\(table.name) does not hold \(name).", at: range,
      expected: "one of \((table.keys + table.measures).joined(separator: ", "))",
      suggestion: Quantity.named(name) == nil ? nil : "sweep … measure=[\(name)]")
  }

  private func column(_ index: Int) -> [Value] {
    if let values = table.column(scope.columns[index]) { return values }
    let setting = settings[index - table.columnNames.count]
    return table.cells.map { cell in
      let value = cell.mixture.map(setting.value(of:)) ?? .none
      return value == .none ? cell.network.map(setting.value(of:)) ?? .none : value
    }
  }

  private static func number(_ value: Value, _ expression: Expression) throws(Diagnostic) -> Double
  {
    guard let number = value.numberOrGap else {
      throw Diagnostic(
        .invalidArgument, "This is \(value.kindName) on a row of the table, and not a number.",
        at: expression.range, expected: "a number", suggestion: expression.unquoted)
    }
    return number
  }
}

/// A plan with the one row on which it is evaluated, filled again for each of the table's.
private struct RowEvaluation {
  private let plan: Plan
  private let columns: [Int]
  private let asksDefinitions: Bool
  private let stop: StopSignal
  private var evaluation: Evaluation

  init(_ plan: Plan, width: Int, stop: StopSignal) {
    self.plan = plan
    self.stop = stop
    columns = plan.columns.sorted()
    asksDefinitions = !plan.quantities.isEmpty
    evaluation = Evaluation(source: CellSource(mixture: nil, network: nil), work: Work(stop: stop))
    evaluation.row = [Value](repeating: .none, count: width)
  }

  mutating func set(_ column: Int, _ value: Value) { evaluation.row[column] = value }

  /// - Parameter cell: fetched only where the plan asks for its definitions.
  mutating func value(on cell: @autoclosure () -> SweepTable.Cell) throws(Diagnostic) -> Value {
    guard !stop.isRequested else { throw Diagnostic(.interrupted, "The plot was interrupted.") }
    guard !columns.contains(where: { evaluation.row[$0] == .none }) else { return .none }
    if asksDefinitions {
      let cell = cell()
      evaluation.source = CellSource(mixture: cell.mixture, network: cell.network)
    }
    return try evaluation.value(plan)
  }
}

extension SweepTable {
  /// Where the means of a measure stand among the columns.
  fileprivate func column(ofMeasure index: Int) -> Int {
    keys.count + index * SampleStatistic.allCases.count
  }
}

extension SweepTable {
  /// What the measures came to on each repeat that counts; `nan` where one has no value.
  fileprivate func repeatsOneByOne(of measures: [Int], in cell: Cell) -> [[Double]] {
    cell.outcomes.compactMap { outcome in
      switch outcome {
      case .measured(let values), .undecided(let values): measures.map { values[$0] }
      case .missing, .diverged, .absent, .failed:
        measures.allSatisfy { outcome.value(of: $0, expressions[$0]) != nil }
          ? measures.map { outcome.value(of: $0, expressions[$0]) ?? .nan } : nil
      }
    }
  }

  /// For each repeat that has all the measures their means over the other repeats.
  fileprivate func meansWithoutOne(of measures: [Int], in cell: Cell) -> [[Double]] {
    guard cell.failure == nil else { return [] }
    let samples = cell.outcomes.compactMap { outcome -> [Double]? in
      let wanted = measures.compactMap { outcome.value(of: $0, expressions[$0]) }
      return wanted.count == measures.count ? wanted : nil
    }
    guard samples.count > 1 else { return [] }
    // Sums from both ends: a difference of sums would lose small errors beside large ones.
    var below = [Double](repeating: 0, count: measures.count)
    var before: [[Double]] = []
    for sample in samples {
      before.append(below)
      below = zip(below, sample).map(+)
    }
    var above = [Double](repeating: 0, count: measures.count)
    var means: [[Double]] = []
    for (sample, before) in zip(samples, before).reversed() {
      means.append(zip(before, above).map { ($0 + $1) / Double(samples.count - 1) })
      above = zip(above, sample).map(+)
    }
    return means.reversed()
  }
}
