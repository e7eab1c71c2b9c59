// SPDX-License-Identifier: Apache-2.0

import BenignCore
import BenignStore
import Concurrency

/// A kept session that is brought back.
struct RestoredSession: Sendable {
  let session: Session
  /// What was too large to be kept, in words.
  let leftOut: [String]
  /// Experiments whose data were drawn on another kind of processor, or by another build.
  let redrawn: [String]

  /// - Throws: FileError where a part is missing or damaged, or a data set's file has changed; ResourceLimit, Interrupted.
  init(_ kept: SessionStore.Kept, stop: StopSignal) throws(Diagnostic) {
    let shelf = try Shelf(kept)
    let contents = shelf.contents
    var bench = DrawingBench()
    var experiments: [(name: String, experiment: Experiment)] = []
    for name in contents.experiments {
      let kept = try shelf.content(.experiment, name) { (reader) throws(ByteReader.Damage) in
        try KeptExperiment(&reader)
      }
      let experiment = try kept.map { (kept) throws(Diagnostic) in
        try bench.experiment(kept, named: name, stop: stop)
      }
      experiments.append((name, experiment ?? Experiment()))
    }
    var variables: [String: Value] = [:]
    for name in contents.variables { variables[name] = try shelf.variable(name) }
    let tables = try contents.tables.map { (name) throws(Diagnostic) in try shelf.table(name) }
    var workspace = Workspace(
      experiments: experiments, current: contents.current, variables: variables)
    workspace.journal = try shelf.journal()
    session = Session(workspace, tables: tables.compactMap(\.self))
    leftOut = contents.leftOut
    redrawn = bench.redrawn
  }

  fileprivate static let damaged = Diagnostic(
    .file, "What is kept of the session is damaged: it cannot be read.")
}

/// The parts of a kept session, read one by one.
private struct Shelf {
  let contents: KeptSession.Contents
  private let kept: SessionStore.Kept

  init(_ kept: SessionStore.Kept) throws(Diagnostic) {
    guard (1...KeptSession.form).contains(kept.form) else {
      throw Diagnostic(
        .file,
        """
        The session is kept in form \(kept.form), by another version of Benign; this one reads forms \
        1 to \(KeptSession.form).
        """)
    }
    self.kept = kept
    contents = try Self.read(KeptSession.Contents.part, of: kept) {
      (reader) throws(ByteReader.Damage) in try KeptSession.Contents(&reader)
    }
    guard contents.experiments.contains(contents.current) else { throw RestoredSession.damaged }
  }

  private static func read<Content>(
    _ part: String, of kept: SessionStore.Kept,
    _ read: (inout ByteReader) throws(ByteReader.Damage) -> Content
  ) throws(Diagnostic) -> Content {
    guard let bytes = kept.parts[part] else { throw RestoredSession.damaged }
    do {
      // In the first form, seals were over the contents alone.
      var reader = try ByteReader(bytes, sealedAs: kept.form == 1 ? "" : part)
      let content = try read(&reader)
      try reader.end()
      return content
    } catch {
      throw RestoredSession.damaged
    }
  }

  /// - Returns: `nil` of what was too large to be kept.
  func content<Content>(
    _ kind: KeptSession.PartKind, _ name: String,
    _ read: (inout ByteReader) throws(ByteReader.Damage) -> Content
  ) throws(Diagnostic) -> Content? {
    if contents.leftOut.contains("\(kind.rawValue) \(name)") { return nil }
    return try Self.read(kind.part(name), of: kept, read)
  }

  func journal() throws(Diagnostic) -> Journal {
    var entries: [Journal.Entry] = []
    for place in 0..<max(0, contents.chunks) {
      entries += try Self.read(KeptSession.Contents.journalPart(place), of: kept) {
        (reader) throws(ByteReader.Damage) in
        try reader.list { (reader) throws(ByteReader.Damage) in try reader.entry() }
      }
    }
    return Journal(entries, isCut: contents.isJournalCut)
  }

  func variable(_ name: String) throws(Diagnostic) -> Value? {
    try content(.variable, name) { (reader) throws(ByteReader.Damage) in try reader.value() }
  }

  func table(_ name: String) throws(Diagnostic) -> SweepTable? {
    try content(.table, name) { (reader) throws(ByteReader.Damage) in try reader.table() }
  }
}

/// Draws data again, once for all experiments that share them.
private struct DrawingBench {
  private var drawn: [[UInt8]?: Experiment] = [:]
  private(set) var redrawn: [String] = []

  mutating func experiment(
    _ kept: KeptExperiment, named name: String, stop: StopSignal
  ) throws(Diagnostic) -> Experiment {
    do {
      var experiment = try drawn(kept, stop: stop)
      guard let image = kept.image else { return experiment }
      if try !experiment.restore(image, trajectory: kept.trajectory) { redrawn.append(name) }
      return experiment
    } catch {
      throw Diagnostic(error)
    }
  }

  private mutating func drawn(
    _ kept: KeptExperiment, stop: StopSignal
  ) throws(CoreError) -> Experiment {
    let definitions = kept.definitions
    if let known = drawn[definitions] { return known }
    var experiment = Experiment()
    // The network first: with the data it is drawn in one pass.
    if let network = kept.network { try experiment.define(network, stop: stop) }
    if let mixture = kept.mixture { try experiment.define(mixture, stop: stop) }
    if let dataset = kept.dataset { try experiment.define(dataset, stop: stop) }
    drawn[definitions] = experiment
    return experiment
  }
}
