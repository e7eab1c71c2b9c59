// SPDX-License-Identifier: Apache-2.0

import BenignCore

/// A sweep as its statement says it, checked from end to end before anything is computed.
struct SweepPlan {
  let name: String
  let keys: [String]
  let cells: [CellDefinition]
  let measures: SweepMeasures
  /// The search in each run of a boundary; `nil` of a sweep.
  let search: BoundarySearch?
  let repeats: Int
  /// Threads that work on runs at the same time, and all that may work.
  let workers: Int
  private let available: Int
  let title: String?
  /// Whether what is known is not taken over, and whether a few runs are timed in place of all.
  let (isFresh, isEstimate): (Bool, Bool)
  /// Of each cell.
  private let settings: [[Value]]
  private let definitions: [String]
  private let searched: [String]

  /// - Throws: what is wrong with the statement.
  init(_ invocation: Invocation, in session: Session) throws(Diagnostic) {
    name = try invocation.tableName(session)
    let key = try SearchedKey(invocation, in: session)
    measures = try SweepMeasures(
      invocation, in: session, of: key == nil ? Key.measureName : Key.whereName)
    let grid = try SweepGrid(
      invocation, in: session,
      chosen: key.map { [$0.name: .init(value: .number($0.range.lowerBound))] } ?? [:])
    (keys, settings) = (grid.keys, grid.points.map(\.swept))
    if key == nil { try measures.check(against: keys, at: invocation.range(of: "measure")) }
    let shared = try Self.shared(grid, invocation)
    repeats = Int(saturating: shared.number("repeat") ?? 1)
    title = shared.text("title")
    isFresh = shared.boolean(Key.fresh.name) ?? false
    isEstimate =
      shared.boolean(Key.estimate.name) ?? false || invocation.environment.division == .estimate
    try invocation.check(repeats: repeats, cells: grid.points.count)
    let seeds = shared.text(Key.seeds.name).flatMap(SeedPlan.init) ?? .common
    let file = try invocation.fileContent(of: session.experiment.dataset)
    let reader = CellReader(
      invocation: invocation, experiment: session.experiment, repeats: repeats,
      variables: measures.variables)
    let cells = try reader.cells(of: grid).map { seeds.cell($0, file: file) }
    self.cells = cells
    if let first = cells.first { try measures.check(against: first) }
    if let key {
      search = try BoundarySearch(
        key, where: measures, grid.points.map(\.path), invocation, in: session)
      searched = try reader.changes(of: cells, below: key, in: session)
    } else {
      (search, searched) = (nil, [])
    }
    available = min(Experiment().workers, invocation.environment.share?.workers ?? .max)
    workers = Self.workers(shared.number("workers"), of: available, for: cells, session.experiment)
    definitions = try cells.indices.map { (index) throws(Diagnostic) in
      try invocation.environment.requireUninterrupted()
      let text = SweepIdentity.text(of: cells[index], file: file)
      // Cells that begin a search alike need not go on alike.
      guard key != nil else { return text }
      return "\(text) with \(SweepTable.exactName(grid.keys, grid.points[index].swept))"
    }
  }

  /// The keys that are the same in all cells.
  private static func shared(
    _ grid: SweepGrid, _ invocation: Invocation
  ) throws(Diagnostic) -> GivenSettings {
    var once: [String: Value] = [:]
    for key in ["repeat", "workers", "title"] + [Key.seeds, .fresh, .estimate].map(\.name) {
      once[key] = try grid.shared(key)
    }
    return GivenSettings(once, of: invocation)
  }

  /// Threads that sampling may use within each run, so that all together are not more than the machine has.
  var threadsPerRun: Int { max(1, available / workers) }

  /// More threads than the machine can run at once would only wait for each other; and all of them together take no more memory than one
  /// experiment may.
  private static func workers(
    _ wanted: Double?, of available: Int, for cells: [CellDefinition], _ experiment: Experiment
  ) -> Int {
    let most = cells.reduce(available) { most, cell in
      let points = cell.data.points ?? experiment.datasetSummary?.points ?? 1
      let atOnce = Experiment.atOnce(points: points, neurons: cell.network?.neurons ?? 0)
      // What is too large takes no memory: it fails.
      return atOnce == 0 ? most : min(most, atOnce)
    }
    return max(1, min(most, Int(saturating: min(wanted ?? .infinity, Double(available)))))
  }

  /// The table before anything is known.
  var table: SweepTable {
    SweepTable(
      name: name, keys: keys, measures: search?.columns ?? measures.names,
      expressions: search?.identities
        ?? measures.measures.map { SyntaxText($0.expression).description },
      repeats: repeats, searched: searched,
      cells: cells.indices.map { index in
        let cell = cells[index]
        return SweepTable.Cell(
          settings: settings[index], mixture: cell.data.mixture, dataset: cell.data.dataset,
          network: cell.network, definition: definitions[index],
          training: cell.trainingSettings, version: BenignVersion.identity,
          outcomes: [SweepTable.Outcome](repeating: .missing, count: repeats))
      })
  }
}

extension DataSource {
  var mixture: Mixture? {
    if case .mixture(let mixture) = self { mixture } else { nil }
  }

  var dataset: Dataset? {
    if case .dataset(let dataset) = self { dataset } else { nil }
  }

  fileprivate var points: Int? { mixture?.points }
}

extension Invocation {
  /// The NAME among the arguments, which nothing else bears.
  fileprivate func tableName(_ session: Session) throws(Diagnostic) -> String {
    guard let name else {
      throw Diagnostic(
        .invalidArgument, "\(call.name.text) needs a name for its table.", at: range,
        expected: call.command?.usage, suggestion: call.command?.example)
    }
    try Check.name(name, for: "table")
    try session.checkFree(name, for: "table")
    return name.text
  }

  /// - Throws: ResourceLimit for too many runs.
  fileprivate func check(repeats: Int, cells: Int) throws(Diagnostic) {
    guard repeats > SweepGrid.mostRuns / cells else { return }
    throw Diagnostic(
      .resourceLimit,
      "A \(call.name.text) can have \(SweepGrid.mostRuns) runs, and \(cells) cells × \(repeats) repeats are more.",
      at: range(of: "repeat"))
  }

  /// What stands in a data set's file, by its length and a sum over its bytes; empty without a data set.
  fileprivate func fileContent(of dataset: Dataset?) throws(Diagnostic) -> String {
    guard let dataset else { return "" }
    let bytes = try locating { () throws(CoreError) in
      try RegularFile.bytes(dataset.path, stop: environment.stop)
    }
    return "\(bytes.count) bytes \(FNV1a(bytes).hexadecimal)"
  }
}
