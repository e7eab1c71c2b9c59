// SPDX-License-Identifier: Apache-2.0

import BenignCore
import BenignStore

/// A session as it is kept: a part for each experiment, variable and table, and one that says which there are.
struct KeptSession: Sendable {
  /// How parts are written; another way gets another number.
  static let form = 2

  private(set) var parts: [SessionStore.Part] = []
  /// Ascending in the order in which sessions are looked at.
  let turn: Int
  private let session: Session
  /// Sorted once: there may be very many.
  private let variables: [String]

  /// - Complexity: O(parts); their contents are written when the store asks for them.
  init(_ session: Session, turn: Int = Stamp.next()) {
    (self.session, self.turn) = (session, turn)
    variables = session.variables.keys.sorted()
    addWorkspace(session.workspace)
    addJournal(session.journal)
    for table in session.tables {
      add(.table, table.name, session.tableStamps) { $0.add(table) }
    }
  }

  /// What tells whether a session is another one.
  struct Identity: Equatable {
    private let revision: Int
    private let tables: [String: Int]

    init(_ session: Session) {
      (revision, tables) = (session.workspace.revision, session.tableStamps)
    }
  }

  var identity: Identity { Identity(session) }

  /// The part that says which there are.
  /// - Parameter leftOut: names of parts that are too large.
  func index(leftOut: [String]) -> SessionStore.Part {
    let contents = Contents(session, variables: variables, leftOut: leftOut)
    return SessionStore.Part(name: Contents.part, stamp: turn) { _ in contents.bytes }
  }

  /// What a part that is left out has, in words; `nil` where it is nothing that anybody has named.
  static func words(_ part: String) -> String? {
    guard let kind = PartKind.allCases.first(where: { part.hasPrefix($0.part("")) }) else {
      return nil
    }
    return "\(kind.rawValue) \(part.dropFirst(kind.part("").count))"
  }

  private mutating func addWorkspace(_ workspace: Workspace) {
    for name in workspace.experimentNames {
      guard let experiment = workspace.experiments[name] else { continue }
      let part = PartKind.experiment.part(name)
      parts.append(
        SessionStore.Part(name: part, stamp: workspace.experimentStamps[name] ?? 0) { room in
          KeptExperiment(experiment).bytes(sealedAs: part, room: room)
        })
    }
    parts.reserveCapacity(parts.count + variables.count)
    for name in variables {
      guard let value = workspace.variables[name] else { continue }
      add(.variable, name, workspace.variableStamps) { $0.add(value) }
    }
  }

  private mutating func addJournal(_ journal: Journal) {
    for (place, chunk) in journal.chunks.enumerated() {
      add(Contents.journalPart(place), stamp: chunk.stamp) {
        $0.add(each: chunk.entries) { $0.add($1) }
      }
    }
  }

  private mutating func add(
    _ kind: PartKind, _ name: String, _ stamps: [String: Int],
    _ write: @escaping @Sendable (inout ByteWriter) -> Void
  ) {
    add(kind.part(name), stamp: stamps[name] ?? 0, write)
  }

  private mutating func add(
    _ part: String, stamp: Int, _ write: @escaping @Sendable (inout ByteWriter) -> Void
  ) {
    parts.append(
      SessionStore.Part(name: part, stamp: stamp) { room in
        var writer = ByteWriter(room: room)
        write(&writer)
        return writer.sealed(as: part)
      })
  }

  enum PartKind: String, CaseIterable {
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

    /// - Parameter variables: the names of all of them, sorted.
    init(_ session: Session, variables: [String], leftOut: [String]) {
      experiments = session.experimentNames
      current = session.current
      self.variables = variables
      tables = session.tables.map(\.name)
      self.leftOut = leftOut.compactMap(KeptSession.words)
      // A history with a hole is none.
      isJournalCut = session.journal.isCut || leftOut.contains { KeptSession.words($0) == nil }
      chunks = isJournalCut ? 0 : session.journal.chunks.count
    }

    init(_ reader: inout ByteReader) throws(ByteReader.Damage) {
      (experiments, current) = (try reader.texts(), try reader.text())
      (variables, tables) = (try reader.texts(), try reader.texts())
      leftOut = try reader.texts()
      (chunks, isJournalCut) = (try reader.whole(), try reader.boolean())
    }

    var bytes: [UInt8]? {
      var writer = ByteWriter()
      writer.add(each: experiments) { $0.add($1) }
      writer.add(current)
      for names in [variables, tables, leftOut] { writer.add(each: names) { $0.add($1) } }
      writer.add(chunks)
      writer.add(isJournalCut)
      return writer.sealed(as: Self.part)
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
