// SPDX-License-Identifier: Apache-2.0

import BenignCore
import BenignStore

/// A session as it is kept: a part for each experiment, variable and table, and one that says which there are.
struct KeptSession {
  /// Bytes that all parts may take; what is beyond is left out, the last ones first.
  static let mostBytes = 128 << 20

  private(set) var parts: [SessionStore.Part] = []
  /// What was too large, in words.
  private(set) var leftOut: [String] = []
  /// Ascending in the order in which sessions are looked at.
  let turn = Stamp.next()
  private var room: Int

  /// - Complexity: O(parts); their contents are written when the store asks for them.
  init(_ session: Session, mostBytes: Int = KeptSession.mostBytes) {
    room = mostBytes
    addWorkspace(session.workspace)
    addJournal(session.journal)
    for table in session.tables {
      add(.table, table.name, session.tableStamps, size: table.keptSize) {
        var writer = ByteWriter()
        writer.add(table)
        return writer.sealed()
      }
    }
    let contents = Contents(session, leftOut: leftOut)
    parts.append(
      SessionStore.Part(
        name: Contents.part, stamp: turn, content: { contents.bytes }))
  }

  private mutating func addWorkspace(_ workspace: Workspace) {
    for name in workspace.experimentNames {
      guard let experiment = workspace.experiments[name] else { continue }
      let size = KeptExperiment.size(of: experiment)
      add(.experiment, name, workspace.experimentStamps, size: size) {
        KeptExperiment(experiment).bytes
      }
    }
    for (name, value) in workspace.variables.sorted(by: { $0.key < $1.key }) {
      add(.variable, name, workspace.variableStamps, size: value.keptSize) {
        var writer = ByteWriter()
        writer.add(value)
        return writer.sealed()
      }
    }
  }

  private mutating func addJournal(_ journal: Journal) {
    for (place, chunk) in journal.chunks.enumerated() {
      parts.append(
        SessionStore.Part(
          name: Contents.journalPart(place), stamp: chunk.stamp,
          content: {
            var writer = ByteWriter()
            writer.add(each: chunk.entries) { $0.add($1) }
            return writer.sealed()
          }))
    }
  }

  private mutating func add(
    _ kind: PartKind, _ name: String, _ stamps: [String: Int], size: Int,
    _ content: @escaping @Sendable () -> [UInt8]
  ) {
    guard size <= room else { return leftOut.append("\(kind.rawValue) \(name)") }
    room -= size
    parts.append(
      SessionStore.Part(name: kind.part(name), stamp: stamps[name] ?? 0, content: content))
  }

  enum PartKind: String {
    case experiment
    case variable
    case table

    func part(_ name: String) -> String { "\(rawValue)/\(name)" }
  }

  /// Which parts there are.
  struct Contents: Sendable {
    static let part = "contents"

    let experiments: [String]
    let current: String
    let variables: [String]
    let tables: [String]
    let leftOut: [String]
    /// Chunks of the journal.
    let chunks: Int
    let isJournalCut: Bool

    static func journalPart(_ place: Int) -> String { "journal/\(place)" }

    init(_ session: Session, leftOut: [String]) {
      experiments = session.experimentNames
      current = session.current
      variables = session.variables.keys.sorted()
      tables = session.tables.map(\.name)
      self.leftOut = leftOut
      chunks = session.journal.chunks.count
      isJournalCut = session.journal.isCut
    }

    init(_ bytes: [UInt8]) throws(ByteReader.Damage) {
      var reader = try ByteReader(bytes)
      (experiments, current) = (try reader.texts(), try reader.text())
      (variables, tables) = (try reader.texts(), try reader.texts())
      leftOut = try reader.texts()
      (chunks, isJournalCut) = (try reader.whole(), try reader.boolean())
      try reader.end()
    }

    var bytes: [UInt8] {
      var writer = ByteWriter()
      writer.add(each: experiments) { $0.add($1) }
      writer.add(current)
      for names in [variables, tables, leftOut] { writer.add(each: names) { $0.add($1) } }
      writer.add(chunks)
      writer.add(isJournalCut)
      return writer.sealed()
    }
  }
}

extension Value {
  /// About what it takes where it is kept.
  fileprivate var keptSize: Int {
    switch self {
    case .none, .boolean, .number: 100
    case .text(let text): 100 + text.utf8.count
    // A list that holds another one several times is written as often; strings inside are taken for short ones.
    case .list(let list): 100 + 16 * list.leaves
    }
  }
}

extension SweepTable {
  /// About what it takes where it is kept.
  var keptSize: Int {
    let cell = cells.first.map { 400 + $0.definition.utf8.count } ?? 0
    return 500 + cells.count * (cell + repeats * (24 + 8 * measures.count))
  }
}
