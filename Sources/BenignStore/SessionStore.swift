// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// What a kernel's session holds, kept as it changes, so that the kernel that is started in its place can go on with it.
///
/// Any number of kernels on one machine may share a database. It is opened when something is first kept or asked for. What
/// was kept survives a killed process. Sessions that have not been changed for longest go before the database outgrows its
/// quota, and what is too large for one session is left out.
public final class SessionStore: Sendable {
  /// One piece of a session, which is written when it is another one than before.
  public struct Part: Sendable {
    public let name: String
    /// Another one for every content.
    public let stamp: Int
    /// Asked with the bytes that there is room for; `nil` where it takes more.
    public let content: @Sendable (Int) -> [UInt8]?

    public init(name: String, stamp: Int, content: @escaping @Sendable (Int) -> [UInt8]?) {
      self.name = name
      self.stamp = stamp
      self.content = content
    }
  }

  /// A session as it is found.
  public struct Kept: Sendable, Equatable {
    /// How its parts are written.
    public let form: Int
    public let parts: [String: [UInt8]]

    public init(form: Int, parts: [String: [UInt8]]) {
      self.form = form
      self.parts = parts
    }
  }

  /// How many bytes all sessions may take in the database, and one session's parts.
  public struct Quotas: Sendable {
    public static let standard = Quotas(all: 256 << 20, one: 128 << 20)

    let all: Int
    let one: Int

    public init(all: Int, one: Int) {
      self.all = all
      self.one = one
    }
  }

  private struct State: ~Copyable {
    var table: OpenTable<SessionTable>
    /// Of this process's session; 0 before it is there.
    var session: Int64 = 0
    /// The parts as they are written.
    var written = SessionParts()
    /// Of what was kept last.
    var turn = Int.min
  }

  private let key: String
  private let form: Int
  private let quotas: Quotas
  private let state: Mutex<State>
  private let notice = FileNotice()

  /// - Parameters:
  ///   - folder: Where the database lies; made when something is first kept, for its owner only.
  ///   - key: The same for a kernel and the one that is started in its place.
  ///   - form: How parts are written, for who reads them.
  public convenience init(folder: String, key: String, form: Int, quotas: Quotas = .standard) {
    self.init(folder: folder, key: key, form: form, quotas: quotas, patience: Patience())
  }

  init(folder: String, key: String, form: Int, quotas: Quotas, patience: Patience) {
    self.key = key
    self.form = form
    self.quotas = quotas
    state = Mutex(State(table: OpenTable(in: folder, patience, notice)))
  }

  /// Keeps a session; when this returns, it survives the process.
  ///
  /// - Parameters:
  ///   - parts: All of them; those that are written already cost nothing.
  ///   - turn: Ascending in the order of the changes; what comes too late is not written over what is newer.
  ///   - index: A part more, which is told which ones were too large.
  /// - Returns: The names of those; `nil` where it came too late.
  public func keep(
    _ parts: [Part], turn: Int, index: @Sendable (_ leftOut: [String]) -> Part
  ) throws(StoreError) -> [String]? {
    try state.withLock { state throws(StoreError) in
      guard turn > state.turn else { return nil }
      let (before, written) = (state.session, state.written)
      let kept = try state.table.use(creating: true) { (table) throws(StoreError) in
        try table.holding(written, of: before)
      } _: { (table, isAnew) throws(StoreError) in
        try write(
          parts, index, to: table, after: isAnew ? SessionParts() : written, of: isAnew ? 0 : before
        )
      }
      guard let (session, next) = kept else { return nil }
      (state.session, state.written, state.turn) = (session, next, turn)
      return next.leftOut
    }
  }

  private func write(
    _ parts: [Part], _ index: ([String]) -> Part, to table: borrowing SessionTable,
    after written: SessionParts, of before: Int64
  ) throws(StoreError) -> (session: Int64, written: SessionParts) {
    // Others are not to wait for the database while this is written down.
    var next = written.followed(by: parts, room: quotas.one, index)
    var session = before
    try table.transaction { () throws(StoreError) in
      let isThere = session == 0 ? false : try table.touch(session)
      if !isThere {
        session = try table.begin(key, form: form)
        next = SessionParts().followed(by: parts, room: quotas.one, index)
      }
      try next.write(to: table, of: session, below: quotas.all)
    }
    next.forgetContents()
    return (session, next)
  }

  /// Whether somebody has taken away the file that the session was written to, or content of it. Some microseconds.
  public var isTaken: Bool { state.withLock { $0.table.isTaken } }

  /// What has happened to the file since this was asked, in a sentence without its full stop; `nil` where nothing has.
  public func takeNotice() -> String? {
    switch notice.take() {
    case .none: nil
    case .replaced:
      "the file of sessions was replaced or deleted: the whole session is written anew"
    case .changed:
      "another program has changed the file of sessions: the whole session is written anew"
    case .setAside(let name):
      "the file of sessions was damaged: it is \(name) now, and what is kept from now on is in a new one"
    }
  }

  /// The session that the kernel before this one had; `nil` when none is kept.
  public func previous() throws(StoreError) -> Kept? {
    try state.withLock { state throws(StoreError) in
      let (session, written) = (state.session, state.written)
      let found = try state.table.use(creating: false) { (table) throws(StoreError) in
        try table.holding(written, of: session)
      } _: { (table, isAnew) throws(StoreError) in
        (isAnew: isAnew, kept: try table.kept(of: key, besides: isAnew ? 0 : session))
      }
      if found?.isAnew ?? true { (state.session, state.written) = (0, SessionParts()) }
      return found?.kept
    }
  }
}
