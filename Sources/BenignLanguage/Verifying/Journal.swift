// SPDX-License-Identifier: Apache-2.0

/// How a session came about: the statements that changed it, cell by cell, with how far each went.
struct Journal: Sendable {
  /// Beyond these, `verify` has nothing to go by.
  static let mostStatements = 100_000
  static let mostText = 16 << 20

  /// One statement that changed something.
  struct Step: Sendable, Equatable {
    /// Its place among the statements of the cell.
    let statement: Int
    /// What it failed with: an interrupted or diverged run keeps its steps.
    let failure: Diagnostic.Kind?
    /// Where a run was interrupted: t of descent, the time of flow.
    let clock: Double?
    /// Of each run of a sweep that was interrupted, whether it was made.
    let runs: [Bool]?
    /// Of what it left.
    let fingerprint: UInt64
  }

  /// A cell, or what stood in its place.
  enum Entry: Sendable {
    case cell(String, execution: Int?, [Step])
    /// A table that `undo` has left, without the statements that made it; `nil` where it has left none of that name.
    case table(String, SweepTable?)
  }

  /// Some entries that follow each other: journals of one session share those that they have in common.
  struct Chunk: Sendable {
    static let length = 64

    fileprivate(set) var entries: [Entry] = []
    /// Another one for every content.
    fileprivate(set) var stamp = 0
  }

  /// Oldest first; all but the last one are full.
  private(set) var chunks: [Chunk] = []
  /// Whether there was too much to be remembered.
  private(set) var isCut = false
  /// The place of the statement that runs.
  var next = 0
  private var statements = 0
  private var text = 0
  /// The cell that runs.
  private var open: (source: SourceText, execution: Int?)?
  private var steps: [Step] = []

  init() {}

  init(_ entries: [Entry], isCut: Bool) {
    for entry in entries { append(entry) }
    if isCut { cut() }
  }

  var count: Int {
    chunks.isEmpty ? 0 : (chunks.count - 1) * Chunk.length + (chunks.last?.entries.count ?? 0)
  }

  /// All that has happened, the cell that runs included.
  var all: [Entry] {
    let entries = chunks.flatMap(\.entries)
    return running.map { entries + [$0] } ?? entries
  }

  /// The cell that runs, where it has changed something.
  private var running: Entry? {
    guard let open, !steps.isEmpty else { return nil }
    let text = open.source.string(0..<open.source.count)
    return .cell(text, execution: open.execution, steps)
  }

  /// With the cell that runs among the others, as if it were over.
  var settled: Journal {
    var journal = self
    journal.end()
    return journal
  }

  mutating func begin(_ source: SourceText, execution: Int?) {
    open = (source, execution)
    steps = []
  }

  mutating func record(_ step: Step) { steps.append(step) }

  mutating func end() {
    if let running { append(running) }
    open = nil
    steps = []
  }

  /// As it is after `reset`, or where `undo` leads back to: the cell that runs has done nothing yet.
  func goingOn(with other: Journal) -> Journal {
    var journal = self
    (journal.open, journal.next) = (other.open, other.next)
    journal.steps = []
    return journal
  }

  mutating func append(_ entry: Entry) {
    if isCut { return }
    switch entry {
    case .cell(let source, _, let steps):
      statements += steps.count
      text += source.utf8.count
    case .table(_, let table): text += table?.keptSize ?? 0
    }
    if statements > Self.mostStatements || text > Self.mostText { return cut() }
    if chunks.last?.entries.count ?? Chunk.length == Chunk.length { chunks.append(Chunk()) }
    chunks[chunks.count - 1].entries.append(entry)
    chunks[chunks.count - 1].stamp = Stamp.next()
  }

  private mutating func cut() {
    isCut = true
    chunks = []
  }
}
