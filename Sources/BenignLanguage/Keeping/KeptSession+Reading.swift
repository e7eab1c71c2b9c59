// SPDX-License-Identifier: Apache-2.0

import BenignCore
import Concurrency

/// A kept session that is brought back.
struct RestoredSession: Sendable {
  let session: Session
  /// What was too large to be kept, in words.
  let leftOut: [String]
  /// Experiments whose data were drawn on another kind of processor, or by another build.
  let redrawn: [String]

  /// - Throws: FileError where a part is missing or damaged, or a data set's file has changed; ResourceLimit, Interrupted.
  init(_ parts: [String: [UInt8]], stop: StopSignal) throws(Diagnostic) {
    let contents = try Self.contents(of: parts)
    let shelf = Shelf(parts: parts, leftOut: Set(contents.leftOut))
    var bench = DrawingBench()
    var experiments: [(name: String, experiment: Experiment)] = []
    for name in contents.experiments {
      let kept = try shelf.content(.experiment, name) { (bytes) throws(ByteReader.Damage) in
        try KeptExperiment(bytes)
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
    workspace.journal = try shelf.journal(contents)
    session = Session(workspace, tables: tables.compactMap(\.self))
    leftOut = contents.leftOut
    redrawn = bench.redrawn
  }

  private static func contents(
    of parts: [String: [UInt8]]
  ) throws(Diagnostic) -> KeptSession.Contents {
    guard let bytes = parts[KeptSession.Contents.part],
      let contents = try? KeptSession.Contents(bytes),
      contents.experiments.contains(contents.current)
    else { throw damaged }
    return contents
  }

  fileprivate static let damaged = Diagnostic(
    .file, "What is kept of the session is damaged: it cannot be read.")
}

/// The parts of a kept session, read one by one.
private struct Shelf {
  let parts: [String: [UInt8]]
  let leftOut: Set<String>

  /// - Returns: `nil` of what was too large to be kept.
  func content<Content>(
    _ kind: KeptSession.PartKind, _ name: String,
    _ read: ([UInt8]) throws(ByteReader.Damage) -> Content
  ) throws(Diagnostic) -> Content? {
    if leftOut.contains("\(kind.rawValue) \(name)") { return nil }
    guard let bytes = parts[kind.part(name)] else { throw RestoredSession.damaged }
    do {
      return try read(bytes)
    } catch {
      throw RestoredSession.damaged
    }
  }

  func journal(_ contents: KeptSession.Contents) throws(Diagnostic) -> Journal {
    var entries: [Journal.Entry] = []
    for place in 0..<max(0, contents.chunks) {
      guard let bytes = parts[KeptSession.Contents.journalPart(place)] else {
        throw RestoredSession.damaged
      }
      do {
        var reader = try ByteReader(bytes)
        entries += try reader.list { (reader) throws(ByteReader.Damage) in try reader.entry() }
        try reader.end()
      } catch {
        throw RestoredSession.damaged
      }
    }
    return Journal(entries, isCut: contents.isJournalCut)
  }

  func variable(_ name: String) throws(Diagnostic) -> Value? {
    try content(.variable, name) { (bytes) throws(ByteReader.Damage) in
      var reader = try ByteReader(bytes)
      let value = try reader.value()
      try reader.end()
      return value
    }
  }

  func table(_ name: String) throws(Diagnostic) -> SweepTable? {
    try content(.table, name) { (bytes) throws(ByteReader.Damage) in
      var reader = try ByteReader(bytes)
      let table = try reader.table()
      try reader.end()
      return table
    }
  }
}

/// Draws data again, once for all experiments that share them.
private struct DrawingBench {
  private var drawn: [[UInt8]: Experiment] = [:]
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
