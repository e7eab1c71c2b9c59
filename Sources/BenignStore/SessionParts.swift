// SPDX-License-Identifier: Apache-2.0

/// The parts of a session as they are in the database, or will be.
struct SessionParts {
  private struct Entry {
    let stamp: Int
    /// Bytes; of what was left out, so many that there was no room for it.
    let size: Int
    let isLeftOut: Bool
    /// Where it is still to be written.
    var content: [UInt8]?
  }

  private var entries: [String: Entry] = [:]
  private var gone: [String] = []
  /// The names of those that are too large, in the order of the parts.
  private(set) var leftOut: [String] = []

  /// What comes after these.
  ///
  /// - Parameter room: bytes that all of them may take.
  func followed(
    by parts: [SessionStore.Part], room: Int, _ index: ([String]) -> SessionStore.Part
  ) -> SessionParts {
    var next = SessionParts()
    // The index names what is left out once more.
    var rest = room - 2 * (index([]).content(.max)?.count ?? 0)
    for part in parts { next.add(part, after: entries[part.name], &rest) }
    rest = .max
    next.add(index(next.leftOut), after: nil, &rest)
    next.gone = entries.keys.filter { next.entries[$0].map(\.isLeftOut) ?? true }
    return next
  }

  private mutating func add(_ part: SessionStore.Part, after before: Entry?, _ rest: inout Int) {
    var entry = before.flatMap { $0.stamp == part.stamp ? $0 : nil }
    // What had too little room may have enough now.
    if let known = entry, known.isLeftOut ? known.size <= rest : known.size > rest { entry = nil }
    let next = entry ?? Self.entry(part, room: rest)
    entries[part.name] = next
    if next.isLeftOut { leftOut.append(part.name) } else { rest -= next.size }
  }

  private static func entry(_ part: SessionStore.Part, room: Int) -> Entry {
    guard let content = part.content(max(0, room)), content.count <= max(0, room) else {
      return Entry(stamp: part.stamp, size: max(0, room) + 1, isLeftOut: true)
    }
    return Entry(stamp: part.stamp, size: content.count, isLeftOut: false, content: content)
  }

  /// - Parameter limit: of the whole database; other sessions go for it.
  func write(
    to table: borrowing SessionTable, of session: Int64, below limit: Int
  ) throws(StoreError) {
    let new = entries.compactMap { name, entry in entry.content.map { (name, $0) } }
    for name in gone + new.map(\.0) { try table.remove(name, of: session) }
    // With what the database itself needs for each.
    let room = new.reduce(0) { $0 + 200 + $1.1.count + $1.1.count / 64 }
    try table.make(room: room, below: limit, besides: session)
    for (name, content) in new { try table.put(content, as: name, of: session) }
  }

  /// Once they are written.
  mutating func forgetContents() {
    for name in entries.keys { entries[name]?.content = nil }
    gone = []
  }
}
