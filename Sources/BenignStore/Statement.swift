// SPDX-License-Identifier: Apache-2.0

import CSQLite

/// A compiled statement with one owner, run again and again.
struct Statement: ~Copyable {
  /// What takes the place of a `?`.
  enum Parameter {
    case number(Int64)
    case text(String)
    case bytes([UInt8])
  }

  private let handle: OpaquePointer
  private let path: String

  init(_ handle: OpaquePointer, at path: String) {
    self.handle = handle
    self.path = path
  }

  deinit {
    sqlite3_finalize(handle)
  }

  /// Runs it to its end and shows each row that it yields.
  func run(
    _ parameters: Parameter..., row: (borrowing Statement) -> Void = { _ in }
  ) throws(StoreError) {
    // Else it would keep its lock, and what it was given.
    defer {
      sqlite3_reset(handle)
      sqlite3_clear_bindings(handle)
    }
    for (index, parameter) in parameters.enumerated() {
      let code = bind(parameter, at: Int32(index + 1))
      guard code == SQLITE_OK else { throw failure(code) }
    }
    while true {
      switch sqlite3_step(handle) {
      case SQLITE_ROW: row(self)
      case SQLITE_DONE: return
      case let code: throw failure(code)
      }
    }
  }

  private func bind(_ parameter: Parameter, at index: Int32) -> Int32 {
    switch parameter {
    case .number(let number):
      return sqlite3_bind_int64(handle, index, number)
    case .text(var text):
      return text.withUTF8 { bytes in
        let start = UnsafeRawPointer(bytes.baseAddress)?.assumingMemoryBound(to: CChar.self)
        return sqlite3_bind_text(handle, index, start, Int32(bytes.count), copied)
      }
    case .bytes(let bytes) where bytes.isEmpty:
      return sqlite3_bind_zeroblob(handle, index, 0)
    case .bytes(let bytes):
      return sqlite3_bind_blob(handle, index, bytes, Int32(bytes.count), copied)
    }
  }

  private func failure(_ code: Int32) -> StoreError {
    StoreError(code, of: sqlite3_db_handle(handle), at: path)
  }

  // MARK: The row that is being shown

  func number(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

  func isText(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_TEXT }

  func bytes(_ column: Int32) -> [UInt8] {
    let start = sqlite3_column_blob(handle, column)
    let count = Int(sqlite3_column_bytes(handle, column))
    return Array(UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count))
  }
}

/// `SQLITE_TRANSIENT`, which the importer cannot read from its macro: SQLite copies what it is given.
private let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
