// SPDX-License-Identifier: Apache-2.0

import CSQLite

extension Seal {
  /// Statements know it as `seal(name, content)`; a text has another seal than a blob of the same bytes.
  static func teach(_ database: OpaquePointer) {
    sqlite3_create_function_v2(
      database, "seal", 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC, nil,
      { context, _, values in
        guard let values else { return }
        let seal = Seal(Self.bytes(of: values[1]), of: Self.bytes(of: values[0])).value
        let isText = sqlite3_value_type(values[1]) == SQLITE_TEXT
        sqlite3_result_int64(context, Int64(bitPattern: isText ? ~seal : seal))
      }, nil, nil, nil)
  }

  /// Statements know the hash that outcomes are found by as `hash(identity)`, and as `isOutcome(hash, identity, content, seal)` whether hash and seal are
  /// those of an identity and a content.
  static func teachOutcomes(_ database: OpaquePointer) {
    sqlite3_create_function_v2(
      database, "hash", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC, nil,
      { context, _, values in
        guard let values else { return }
        let hash = FNV1a(Self.bytes(of: values[0])).value
        sqlite3_result_int64(context, Int64(bitPattern: hash))
      }, nil, nil, nil)
    sqlite3_create_function_v2(
      database, "isOutcome", 4, SQLITE_UTF8 | SQLITE_DETERMINISTIC, nil,
      { context, _, values in
        guard let values else { return }
        let hash = FNV1a(Self.bytes(of: values[1])).value
        let sum = Seal(Self.bytes(of: values[2]), hash: hash).value
        let seal = sqlite3_value_type(values[2]) == SQLITE_TEXT ? ~sum : sum
        let isOutcome =
          sqlite3_value_int64(values[0]) == Int64(bitPattern: hash)
          && sqlite3_value_int64(values[3]) == Int64(bitPattern: seal)
        sqlite3_result_int(context, isOutcome ? 1 : 0)
      }, nil, nil, nil)
  }

  private static func bytes(of value: OpaquePointer?) -> UnsafeRawBufferPointer {
    let start = sqlite3_value_blob(value)
    return UnsafeRawBufferPointer(
      start: start, count: start == nil ? 0 : Int(sqlite3_value_bytes(value)))
  }
}
