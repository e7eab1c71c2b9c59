// SPDX-License-Identifier: Apache-2.0

import BenignCore

extension Report {
  /// What a sweep found.
  /// - Parameter origin: where the numbers are from, of a sweep that has just filled the table.
  init(
    _ heading: Heading, _ table: SweepTable, rows: TableExcerpt = .standard,
    from origin: SweepOrigin? = nil
  ) {
    let told = rows.told(of: table)
    let columns = told.columnNames.map { name in
      Datum.Member(name, .list((told.column(name) ?? []).map { Datum($0) }))
    }
    let leftOut = table.cells.count - told.cells.count
    var settings = table.commonSettings.map { Datum.Member($0.name, Datum($0.value)) }
    let version = settings.firstIndex { $0.name == "version" }
    // A notebook that another build executes again has the same outputs: which build it was stands beside them.
    let builds = version.map { [settings[$0]] } ?? []
    if let version, let text = table.cells.first?.version {
      settings[version] = .init("version", .text(BenignVersion.release(of: text)))
    }
    self.init(
      heading.entitled(table.name),
      [
        .init("name", .text(table.name)), .init("repeat", Datum(table.repeats)),
        .init("cells", Datum(table.cells.count)), .init("missing", Datum(table.missingCells)),
        .init("failed", Datum(table.failedCells)),
      ] + (leftOut > 0 ? [.init("left_out", Datum(leftOut))] : []) + [
        .init("columns", .object(columns + [told.failures])),
        .init("settings", .object(settings)),
      ],
      findings: [
        (heading.title == nil ? "" : "\(table.name) · ") + table.finding
          + (origin?.words.map { "; \($0)" } ?? "") + rows.hint(for: table)
      ],
      tables: (table.pivot.map { [$0] } ?? []) + [table.list(rows)])
    metadata = builds + (origin?.metadata ?? [])
  }
}

extension SweepTable {
  /// The table as it stands in a paper: means with their errors, of two keys and one measure a row for each value of the first key.
  var paperGrid: Grid { pivot ?? list(.all) }

  /// A row for each cell.
  fileprivate func list(_ excerpt: TableExcerpt) -> Grid {
    Grid(
      columns: keys.indices.map { .init(keys[$0], alignment(ofKey: $0)) }
        + measures.map { .init($0, .trailing) } + (tellsFailures ? [.init("failed")] : []),
      rows: rows(excerpt), headings: keys.count)
  }

  private func rows(_ excerpt: TableExcerpt) -> [[String]] {
    let tellsFailures = tellsFailures
    let row = { (index: Int) in
      self.row(index) + (tellsFailures ? [cells[index].failureText] : [])
    }
    guard let (first, last) = excerpt.shown(of: cells.count) else {
      return cells.indices.map(row)
    }
    let omission =
      ["… \(last.lowerBound - first.upperBound) more"]
      + [String](repeating: "…", count: max(0, row(0).count - 1))
    return first.map(row) + [omission] + last.map(row)
  }
}

extension SweepTable {
  /// "12 cells, 5 repeats, 2 of 60 runs missing, 1 of 60 runs diverged, never holds in 3 of 60 runs"
  var counts: String {
    var parts = ["\(cells.count) \(cells.count == 1 ? "cell" : "cells")"]
    if repeats > 1 { parts.append("\(repeats) repeats") }
    if missingRuns > 0 { parts.append("\(share(ofRuns: missingRuns)) missing") }
    for reason in Reason.told + [.failed] {
      let (runs, _) = count(of: reason)
      guard runs > 0 else { continue }
      let (share, words) = (share(ofRuns: runs), reason.rawValue)
      parts.append(reason.isOfSearch ? "\(words) in \(share)" : "\(share) \(words)")
    }
    return parts.joined(separator: ", ")
  }

  /// The counts, and what the numbers are.
  var finding: String {
    counts + (repeats > 1 ? "; mean ± its standard error" : "")
      + (searchText.map { "; \($0)" } ?? "")
      + (trainingText.map { "; \($0)" } ?? "") + (countsLastStates ? "; \(Self.oldRules)" : "")
  }

  /// "mu where limit_error < 0.1, mu in [0.1, 100]"; `nil` where nothing was searched for.
  private var searchText: String? {
    guard !searched.isEmpty, let text = expressions.first else { return nil }
    return text.hasSuffix(Self.searchRules)
      ? String(text.dropLast(Self.searchRules.count)) : text
  }

  /// Loss, reduction and learning rate, as far as they are common to all cells.
  private var trainingText: String? {
    let names = ["loss", "reduction", "lr"]
    let common = (cells.first?.training ?? []).filter { setting in
      names.contains(setting.name) && !searched.contains(setting.name)
        && cells.allSatisfy { $0.training.contains(setting) }
    }
    let parts = common.sorted {
      names.firstIndex(of: $0.name) ?? 0 < names.firstIndex(of: $1.name) ?? 0
    }
    .map { "\($0.name)=\(Datum($0.value).shortText)" }
    return parts.isEmpty ? nil : parts.joined(separator: " ")
  }

  /// Whether some repeat does not count.
  fileprivate var tellsFailures: Bool {
    cells.contains { $0.outcomes.contains { $0.reason != nil } }
  }

  /// Of each cell how many repeats do not count, by reason.
  fileprivate var failures: Datum.Member {
    .init(
      "failed",
      .list(
        cells.map { cell in
          let failures = cell.failures
          return .object(
            Reason.allCases.compactMap { reason in
              failures[reason].map { .init(reason.rawValue, Datum($0)) }
            })
        }))
  }

  /// Numbers end where they end, words begin where they begin.
  fileprivate func alignment(ofKey index: Int) -> Grid.Alignment {
    cells.allSatisfy { $0.settings[index].asNumber != nil } ? .trailing : .leading
  }

  /// Keys and means of a cell, as people read them.
  fileprivate func row(_ index: Int) -> [String] {
    let cell = cells[index]
    return cell.settings.map { Datum($0).shortText }
      + measures.indices.map { text(of: $0, in: cell) }
  }

  /// The mean of a cell's repeats with its standard error; how many of them of a condition.
  private func text(of measure: Int, in cell: Cell) -> String {
    let samples = samples(of: measure, in: cell)
    guard let mean = SampleStatistic.mean.value(of: samples) else { return "" }
    if isCondition(measure) {
      let holds = samples.count { $0 == 1 }
      return samples.count == 1 ? "\(holds == 1)" : "\(holds) of \(samples.count)"
    }
    if mean == 0, let points = sampledPoints(of: measure, in: cell) {
      return "0 of \(points * samples.count)"
    }
    return UncertainNumber(mean, SampleStatistic.standardError.value(of: samples)).description
  }

  /// Whether a measure is true or false, and not a number.
  private func isCondition(_ measure: Int) -> Bool {
    Quantity.named(expressions[measure])?.shape == .boolean
  }

  /// The one measure of a table of two keys: a row for each value of the first key, a column for each of the second.
  ///
  /// There is none where it would be wider than a page, where a combination stands twice or nowhere, and for tables that are a row or a column.
  fileprivate var pivot: Grid? {
    guard keys.count == 2, measures.count == 1 else { return nil }
    let names = cells.map { $0.settings.map { Datum($0).shortText } }
    let (rows, columns) = (names.map(\.[0]).unique, names.map(\.[1]).unique)
    guard (2...40).contains(rows.count), (2...12).contains(columns.count),
      rows.count * columns.count == cells.count
    else { return nil }
    let texts = Dictionary(
      zip(names, cells).map { ($0, text(of: 0, in: $1)) }, uniquingKeysWith: { first, _ in first })
    guard texts.count == cells.count else { return nil }
    return Grid(
      columns: [.init("\(keys[0]) \\ \(keys[1])", alignment(ofKey: 0))]
        + columns.map { .init($0, .trailing) },
      rows: rows.map { row in [row] + columns.map { texts[[row, $0]] ?? "" } })
  }

  /// Of an error that is counted on streamed test points, how many those are where none of them is wrong.
  private func sampledPoints(of measure: Int, in cell: Cell) -> Int? {
    let counted: [Quantity?] = [.testError, .limitError, .runLimitError]
    let isCounted = counted.contains(Quantity.named(expressions[measure]))
    return isCounted ? cell.mixture?.streamedTestPoints : nil
  }
}

extension [String] {
  /// Each once, in the order in which they come first.
  fileprivate var unique: [String] {
    var known = Set<String>()
    return filter { known.insert($0).inserted }
  }
}
