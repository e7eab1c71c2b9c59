// SPDX-License-Identifier: Apache-2.0

import CSQLite

/// A compiled statement with one owner, run again and again.
struct PreparedStatement: ~Copyable {
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
    _ parameters: Parameter..., row: (borrowing PreparedStatement) -> Void = { _ in }
  ) throws(StoreError) {
    try run(parameters, row: row)
  }

  func run(
    _ parameters: [Parameter], row: (borrowing PreparedStatement) -> Void = { _ in }
  ) throws(StoreError) {
    // Else it would keep its lock, and what it was given.
    defer {
      sqlite3_reset(handle)
      sqlite3_clear_bindings(handle)
    }
    let code = bind(parameters[...]) {
      while true {
        let code = sqlite3_step(handle)
        guard code == SQLITE_ROW else { return code }
        row(self)
      }
    }
    guard code == SQLITE_DONE else { throw failure(code) }
  }

  /// What `body` returns while the parameters are bound, or why they cannot be.
  private func bind(_ parameters: ArraySlice<Parameter>, _ body: () -> Int32) -> Int32 {
    guard let parameter = parameters.first else { return body() }
    let index = Int32(parameters.startIndex + 1)
    func rest(_ code: Int32) -> Int32 {
      code == SQLITE_OK ? bind(parameters.dropFirst(), body) : code
    }
    switch parameter {
    case .number(let number):
      return rest(sqlite3_bind_int64(handle, index, number))
    case .text(var text):
      return rest(
        text.withUTF8 { bytes in
          let start = UnsafeRawPointer(bytes.baseAddress)?.assumingMemoryBound(to: CChar.self)
          return sqlite3_bind_text64(
            handle, index, start, UInt64(bytes.count), copied, UInt8(SQLITE_UTF8))
        })
    case .bytes(let bytes) where bytes.isEmpty:
      return rest(sqlite3_bind_zeroblob(handle, index, 0))
    case .bytes(let bytes):
      // Many millions: they are not copied, and stay where they are until all has run.
      return bytes.withUnsafeBytes {
        rest(sqlite3_bind_blob64(handle, index, $0.baseAddress, UInt64($0.count), nil))
      }
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
