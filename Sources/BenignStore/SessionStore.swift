// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// What a kernel's session holds, kept as it changes, so that the kernel that is started in its place can go on with it.
///
/// Any number of kernels on one machine may share a database. It is opened when something is first kept or asked for. What
/// was kept survives a killed process. Sessions that have not been changed for longest go when the database outgrows its limit.
public final class SessionStore: Sendable {
  /// One piece of a session, which is written when it is another one than before.
  public struct Part: Sendable {
    public let name: String
    /// Another one for every content.
    public let stamp: Int
    public let content: @Sendable () -> [UInt8]

    public init(name: String, stamp: Int, content: @escaping @Sendable () -> [UInt8]) {
      self.name = name
      self.stamp = stamp
      self.content = content
    }
  }

  private struct State: ~Copyable {
    var table: SessionTable?
    /// Of this process's session; 0 before it is there.
    var session: Int64 = 0
    /// The stamps of the parts as they are written.
    var written: [String: Int] = [:]
    /// Of what was kept last.
    var turn = Int.min
  }

  public static let defaultLimit = 256 << 20

  private let folder: String
  private let key: String
  private let limit: Int
  private let state = Mutex(State())

  /// - Parameters:
  ///   - folder: Where the database lies; made when something is first kept, for its owner only.
  ///   - key: The same for a kernel and the one that is started in its place.
  ///   - limit: How many bytes sessions may take.
  public init(folder: String, key: String, limit: Int = SessionStore.defaultLimit) {
    self.folder = folder
    self.key = key
    self.limit = limit
  }

  /// Keeps a session; when this returns, it survives the process.
  ///
  /// - Parameters:
  ///   - parts: All of them; those that are written already cost nothing.
  ///   - turn: Ascending in the order of the changes; what comes too late is not written over what is newer.
  public func keep(_ parts: [Part], turn: Int) throws(StoreError) {
    try state.withLock { state throws(StoreError) in
      guard turn > state.turn else { return }
      state.turn = turn
      try Self.open(&state, in: folder, creating: true)
      var (session, written) = (state.session, state.written)
      switch state.table {
      case .none: return
      case .some(let table):
        try table.transaction { () throws(StoreError) in
          let isThere = session == 0 ? false : try table.touch(session)
          if !isThere {
            session = try table.begin(key)
            written = [:]
          }
          try Self.write(parts, over: &written, of: session, to: table)
          try table.makeRoom(below: limit, besides: session)
        }
      }
      (state.session, state.written) = (session, written)
    }
  }

  /// The parts of the session that the kernel before this one had; `nil` when none is kept.
  public func previous() throws(StoreError) -> [String: [UInt8]]? {
    try state.withLock { state throws(StoreError) in
      try Self.open(&state, in: folder, creating: false)
      switch state.table {
      case .none: return nil
      case .some(let table): return try table.parts(of: key, besides: state.session)
      }
    }
  }

  /// The database that lies in the folder now: somebody may have cleared it.
  private static func open(
    _ state: inout State, in folder: String, creating: Bool
  ) throws(StoreError) {
    guard state.table?.hasMoved ?? true else { return }
    let turn = state.turn
    state = State()
    state.turn = turn
    state.table = try SessionTable.open(in: folder, creating: creating)
  }

  private static func write(
    _ parts: [Part], over written: inout [String: Int], of session: Int64,
    to table: borrowing SessionTable
  ) throws(StoreError) {
    var gone = written
    for part in parts {
      gone[part.name] = nil
      if written[part.name] == part.stamp { continue }
      try table.set(part.content(), as: part.name, of: session)
      written[part.name] = part.stamp
    }
    for name in gone.keys {
      try table.set(nil, as: name, of: session)
      written[name] = nil
    }
  }
}
