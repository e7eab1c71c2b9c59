// SPDX-License-Identifier: Apache-2.0

import JupyterProtocol

/// The last cells of one shell.
struct History: Sendable {
  struct Entry: Sendable, Equatable {
    /// The execution count of the cell.
    var line: Int
    var input: String
    /// Plain text of the cell's last result.
    var output: String?

    /// About what it takes in memory.
    fileprivate var bytes: Int { 128 + input.utf8.count + (output?.utf8.count ?? 0) }
  }

  /// The number of this process's session: the first and only one in memory.
  static let session = 1

  private var entries: [Entry] = []
  private var bytes = 0

  /// Forgets the oldest cells where all together take more than `Quotas.history`.
  mutating func append(_ entry: Entry) {
    entries.append(entry)
    bytes += entry.bytes
    guard bytes > Quotas.history else { return }
    // A quarter at once: the others move up only then.
    let gone = entries.prefix { entry in
      guard bytes > Quotas.history * 3 / 4 else { return false }
      bytes -= entry.bytes
      return true
    }
    entries.removeFirst(gone.count)
  }

  /// Answers a `history_request`, oldest first.
  func answer(_ request: HistoryRequest) -> HistoryReply {
    HistoryReply(history: select(request).map { $0.json(withOutput: request.output) })
  }

  private func select(_ request: HistoryRequest) -> [Entry] {
    switch request.access {
    case .tail:
      return last(request.count, of: entries)
    case .range:
      // Messaging: session 0 is the present one, which also has its number; others are not here.
      guard request.session == 0 || request.session == History.session else { return [] }
      return entries.filter { $0.line >= request.start && $0.line < request.stop ?? .max }
    case .search:
      let glob = Glob(request.pattern)
      let found = entries.filter { glob.matches($0.input) }
      return last(request.count, of: request.unique ? unique(found) : found)
    }
  }

  private func last(_ count: Int?, of entries: [Entry]) -> [Entry] {
    guard let count else { return entries }
    return entries.suffix(max(0, count))
  }

  /// The entries without those whose input comes again later.
  private func unique(_ entries: [Entry]) -> [Entry] {
    var seen: Set<String> = []
    return entries.reversed().filter { seen.insert($0.input).inserted }.reversed()
  }
}

extension History.Entry {
  fileprivate func json(withOutput: Bool) -> JSONValue {
    let line = JSONValue.integer(Int64(line))
    let session = JSONValue.integer(Int64(History.session))
    guard withOutput else { return [session, line, .string(input)] }
    return [session, line, [.string(input), output.map(JSONValue.string) ?? .null]]
  }
}
