// SPDX-License-Identifier: Apache-2.0

import BenignCore
import Concurrency
import Glibc

/// The search for a boundary in one run of a cell: the cell is made anew for each value of the key, with the same seeds.
struct BoundarySearch: Sendable {
  /// The names of the table's measures, and all that determines each of them but the cell and the seeds.
  let columns: [String]
  let identities: [String]

  private let key: SearchedKey
  private let condition: BoundaryCondition
  private let paths: [[Int]]
  private let variables: Set<String>
  private let session: Session
  private let call: CommandCall
  private let range: Range<Int>
  private let (settings, later): ([String: Value], [String: Expression])

  /// - Parameter paths: of each cell, which values of the swept keys it has.
  init(
    _ key: SearchedKey, where measures: SweepMeasures, _ paths: [[Int]], _ invocation: Invocation,
    in session: Session
  ) throws(Diagnostic) {
    (self.key, self.paths, self.session) = (key, paths, session)
    (call, range) = (invocation.call, invocation.range)
    (settings, later) = (invocation.settings, invocation.later)
    condition = BoundaryCondition(measures.measures[0].expression)
    variables = measures.variables
    columns = [key.name, "width", "changes", "evaluations"]
    var scope = Scope(session)
    scope.prefersSettings = true
    scope.cellKeys = Set(call.pairs.map(\.key.text))
    scope.cellVariables = call.freeVariables
    let evaluator = Evaluator(environment: invocation.environment)
    // Keys that follow the searched one are part of what is searched.
    var followers: [String] = []
    var names: Set<String> = [key.name]
    for pair in call.pairs
    where !pair.value.names.isDisjoint(with: names) && pair.key.text != Key.whereName {
      names.insert(pair.key.text)
      followers.append(
        "\(pair.key.text) = \(SyntaxText(try scope.closed(pair.value, by: evaluator)))")
    }
    let ends = [key.range.lowerBound, key.range.upperBound].map { Datum.number($0).exactText }
    let search =
      "where \(SyntaxText(condition.expression)), \(key.name) in [\(ends.joined(separator: ", "))]"
      + followers.map { ", \($0)" }.joined()
    identities = columns.map { "\($0) \(search)\(SweepTable.searchRules)" }
  }

  /// - Parameters:
  ///   - cell: with the seeds of the repeat, at the lower end.
  ///   - threads: that sampling may use.
  /// - Returns: `nil` where it was stopped.
  func result(
    of cell: CellDefinition, at place: SweepQueue.Place, threads: Int, stop: StopSignal
  ) -> SweepRun.Result? {
    var search = BracketSearch(key)
    var known: (data: DataSource, experiment: Experiment)?
    let invocation = Invocation(
      call: call, range: range, environment: Environment(stop: stop, emit: { _ in }),
      settings: settings, later: later)
    while let value = search.next() {
      let next: CellDefinition
      do throws(Diagnostic) {
        next = try self.cell(at: value, paths[place.cell], invocation).with(seedsOf: cell)
      } catch {
        return error.kind == .interrupted ? nil : .failed(error.message)
      }
      let result = SweepRun(cell: next, measures: condition.measures).result(stop: stop) {
        () throws(CoreError) in
        var experiment =
          known.flatMap { $0.data == next.data ? $0.experiment : nil } ?? Experiment()
        experiment.workers = threads
        if let network = next.network, experiment.network != network {
          try experiment.define(network, stop: stop)
        }
        if known?.data != next.data { try experiment.define(next.data, stop: stop) }
        known = (next.data, experiment)
        return experiment
      }
      guard let result else { return nil }
      if case .failed = result { return result }
      search.note(condition.finding(result, on: next.data), at: value)
    }
    switch search.outcome {
    case .none(let result): return result.withoutValues(for: columns)
    case .found(let value, let width, let changes):
      return .measured([value, width, Double(changes), Double(search.evaluations)])
    }
  }

  private func cell(
    at value: Double, _ path: [Int], _ invocation: Invocation
  ) throws(Diagnostic) -> CellDefinition {
    let grid = try SweepGrid(
      invocation, in: session, chosen: [key.name: .init(value: .number(value))], path: path)
    let reader = CellReader(
      invocation: invocation, experiment: session.experiment, repeats: 1, variables: variables)
    guard let cell = try reader.uncheckedCells(of: grid).first else {
      throw Diagnostic(.invalidArgument, "There is no cell at \(key.name) = \(value).", at: range)
    }
    return cell
  }
}

extension CellDefinition {
  fileprivate func with(seedsOf other: CellDefinition) -> CellDefinition {
    CellDefinition(
      data: data.with(seed: other.data.seed),
      network: network.map { $0.with(seed: other.network?.seed ?? $0.seed) }, training: training,
      until: until, variables: variables)
  }
}

extension SweepRun.Result {
  /// Why a search found nothing, in the columns of its table: what the condition compares has as many numbers as it has sides.
  fileprivate func withoutValues(for columns: [String]) -> SweepRun.Result {
    let none = columns.map { _ in Double.nan }
    return switch self {
    case .measured: .measured(none)
    case .undecided: .undecided(none)
    case .diverged, .absent, .failed: self
    }
  }
}

extension CellReader {
  /// The names of the settings that a search changes: the searched key's, and those of keys that follow it.
  /// - Parameter cells: those at the lower end.
  func changes(
    of cells: [CellDefinition], below key: SearchedKey, in session: Session
  ) throws(Diagnostic) -> [String] {
    let grid = try SweepGrid(
      invocation, in: session, chosen: [key.name: .init(value: .number(key.range.upperBound))])
    let others = try self.cells(of: grid)
    var names = [key.name]
    for (cell, other) in zip(cells, others) {
      let (own, next) = (cell.settings, other.settings)
      for (name, value) in own.map({ ($0.name, $0.value) }) + next.map({ ($0.name, $0.value) })
      where !names.contains(name) && !name.hasSuffix(Self.seed) {
        if !own.contains(.init(name, value)) || !next.contains(.init(name, value)) {
          names.append(name)
        }
      }
    }
    return names
  }
}

extension CellDefinition {
  /// Keys with their values, as a table tells them.
  fileprivate var settings: [CellSetting] {
    SweepTable(name: "", keys: [], measures: [], repeats: 0, cells: []).settings(
      of: SweepTable.Cell(
        settings: [], mixture: data.mixture, dataset: data.dataset, network: network,
        training: trainingSettings, outcomes: []), repeat: 0)
  }
}
