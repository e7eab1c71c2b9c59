// SPDX-License-Identifier: Apache-2.0

/// The parts of a session as they are in the database, or will be.
struct SessionParts {
  private struct Entry {
    let stamp: Int
    /// Bytes; of what was left out, so many that there was no room for it.
    let size: Int
    let isLeftOut: Bool
    /// Of the content.
    let seal: Seal?
    /// Where it is still to be written.
    var content: [UInt8]?
  }

  private var entries: [String: Entry] = [:]
  /// The names of those that are to be written, and of those that are to go.
  private var new: [String] = []
  private var gone: [String] = []
  /// The names of those that are too large, in the order of the parts.
  private(set) var leftOut: [String] = []

  /// What comes after these.
  ///
  /// - Parameter room: bytes that all of them may take.
  func followed(
    by parts: [SessionStore.Part], room: Int, _ index: ([String]) -> SessionStore.Part
  ) -> SessionParts {
    var next = self
    next.leftOut = []
    // The index names what is left out once more.
    var rest = room - 2 * (index([]).content(.max)?.count ?? 0)
    for part in parts { next.add(part, &rest) }
    rest = .max
    let last = index(next.leftOut)
    next.entries[last.name] = nil
    next.add(last, &rest)
    next.gone = next.leftOut
    if next.entries.count > parts.count + 1 {
      let names = Set(parts.map(\.name) + [last.name])
      let gone = next.entries.keys.filter { !names.contains($0) }
      for name in gone { next.entries[name] = nil }
      next.gone += gone
    }
    return next
  }

  private mutating func add(_ part: SessionStore.Part, _ rest: inout Int) {
    var entry = entries[part.name].flatMap { $0.stamp == part.stamp ? $0 : nil }
    // What had too little room may have enough now.
    if let known = entry, known.isLeftOut ? known.size <= rest : known.size > rest { entry = nil }
    let next = entry ?? Self.entry(part, room: rest)
    // Mostly few of very many are others than before.
    if entry == nil {
      entries[part.name] = next
      if !next.isLeftOut { new.append(part.name) }
    }
    if next.isLeftOut { leftOut.append(part.name) } else { rest -= next.size }
  }

  private static func entry(_ part: SessionStore.Part, room: Int) -> Entry {
    guard let content = part.content(max(0, room)), content.count <= max(0, room) else {
      return Entry(stamp: part.stamp, size: max(0, room) + 1, isLeftOut: true, seal: nil)
    }
    return Entry(
      stamp: part.stamp, size: content.count, isLeftOut: false,
      seal: Seal(content[...], of: part.name), content: content)
  }

  /// - Parameter quota: of the whole database; other sessions go for it.
  func write(
    to table: borrowing SessionTable, of session: Int64, below quota: Int
  ) throws(StoreError) {
    let new = new.compactMap { name in entries[name]?.content.map { (name, $0) } }
    for name in gone + new.map(\.0) { try table.remove(name, of: session) }
    // With what the database itself needs for each.
    let room = new.reduce(0) { $0 + 200 + $1.1.count + $1.1.count / 64 }
    try table.make(room: room, below: quota, besides: session)
    for (name, content) in new { try table.put(content, as: name, of: session) }
  }

  /// Their seals, as they were written.
  var seals: [String: Seal] { entries.compactMapValues(\.seal) }

  /// Once they are written.
  mutating func forgetContents() {
    for name in new { entries[name]?.content = nil }
    (new, gone) = ([], [])
  }
}
