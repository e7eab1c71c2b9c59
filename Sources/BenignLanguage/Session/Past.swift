// SPDX-License-Identifier: Apache-2.0

import BenignCore
import Concurrency

/// A workspace as it was before a cell.
struct Checkpoint: Sendable {
  let cell: CellLabel
  let workspace: Workspace
  /// The tables' stamps: tables themselves stay.
  let tables: [String: Int]

  init(before cell: CellLabel, _ workspace: Workspace, tables: [String: Int]) {
    self.cell = cell
    self.workspace = workspace
    self.tables = tables
  }
}

/// What `undo` goes back to: the workspaces before the last cells that changed them.
///
/// They share with each other, and with the present, what the cells between left alone; what only they hold is bounded.
struct Past: Sendable {
  static let mostCells = 50
  static let usualBytes = 512 << 20

  /// Of what the present does not hold too; the last cell can always be undone.
  var mostBytes = Past.usualBytes
  /// Oldest first.
  private var kept: [Kept] = []
  /// Before the cell that runs.
  private var opening: Checkpoint?

  /// Before a cell runs.
  mutating func open(_ checkpoint: Checkpoint) { opening = checkpoint }

  /// After it has run, however it ended.
  mutating func close(_ workspace: Workspace) {
    defer { opening = nil }
    guard let opening, opening.workspace.revision != workspace.revision else { return }
    kept.append(Kept(opening))
    forget(kept.count - keepable(besides: workspace))
  }

  /// Whether letting go of all of it may take some milliseconds.
  var isLarge: Bool { kept.contains { $0.isLarge } }

  /// The oldest ones; the cell's reply does not wait until what is large among them is freed.
  private mutating func forget(_ count: Int) {
    let oldest = Array(kept.prefix(count))
    kept.removeFirst(count)
    if oldest.contains(where: \.isLarge) { Abandonable.free(consume oldest) }
  }

  /// Where to go back to: before the cell that runs, where it has changed something, else before the last one that did.
  ///
  /// What the cell changes from then on is undone by itself.
  mutating func takeLast(of workspace: Workspace, tables: [String: Int]) -> Checkpoint? {
    if let opening, opening.workspace.revision != workspace.revision { return opening }
    guard let last = kept.popLast()?.checkpoint else { return nil }
    opening = opening.map { Checkpoint(before: $0.cell, last.workspace, tables: tables) }
    return last
  }

  /// How many, from the last one on, are few and small enough to be kept.
  private func keepable(besides present: Workspace) -> Int {
    let last = kept.suffix(Self.mostCells)
    // Mostly there is room even if they share nothing.
    if last.reduce(0, { $0 + $1.bytes }) <= mostBytes { return last.count }
    var seen = Set(present.memory.map(\.identity))
    var bytes = 0
    var count = 0
    for one in last.reversed() {
      for part in one.memory where seen.insert(part.identity).inserted { bytes += part.bytes }
      if bytes > mostBytes, count > 0 { break }
      count += 1
    }
    return count
  }
}

extension Past {
  /// A checkpoint, and what it takes in memory: looked at once, not after every cell.
  private struct Kept {
    let checkpoint: Checkpoint
    let memory: [MemoryPart]
    /// Of all parts, shared ones too.
    let bytes: Int

    init(_ checkpoint: Checkpoint) {
      self.checkpoint = checkpoint
      memory = checkpoint.workspace.memory
      bytes = memory.bytes
    }

    var isLarge: Bool { memory.areLarge }
  }
}

extension Workspace {
  /// The large parts; copies share them.
  fileprivate var memory: [MemoryPart] {
    experiments.values.flatMap(\.memory) + variables.values.compactMap(\.memory)
      + [
        MemoryPart(
          identity: UInt(experimentsRevision),
          bytes: experiments.storage + experimentStamps.storage + experimentNames.capacity * 16),
        MemoryPart(
          identity: UInt(variablesRevision), bytes: variables.storage + variableStamps.storage),
      ]
  }

  /// Whether letting go of it may take some milliseconds.
  var isLarge: Bool { memory.areLarge }
}

extension Dictionary {
  /// Bytes of its table, without what its keys and values point to: a power of two of places, three quarters of them in use.
  fileprivate var storage: Int {
    var places = 1
    while places * 3 / 4 < capacity { places *= 2 }
    return places * (MemoryLayout<Key>.stride + MemoryLayout<Value>.stride)
  }
}

extension [MemoryPart] {
  fileprivate var bytes: Int { reduce(0) { $0 + $1.bytes } }
  /// The system takes some milliseconds to take back twice as many.
  fileprivate var areLarge: Bool { bytes > 8 << 20 }
}

extension Value {
  /// `nil` of what is small. A list that holds another one several times counts it as often.
  fileprivate var memory: MemoryPart? {
    guard isLarge else { return nil }
    switch self {
    case .list(let list):
      return MemoryPart(list.elements, bytes: list.leaves * MemoryLayout<Value>.stride)
    case .text(let text):
      return text.utf8.withContiguousStorageIfAvailable {
        MemoryPart(identity: UInt(bitPattern: $0.baseAddress), bytes: $0.count)
      }
    case .none, .boolean, .number: return nil
    }
  }
}
