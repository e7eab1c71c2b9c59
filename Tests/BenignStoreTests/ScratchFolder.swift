// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

@testable import BenignStore

/// A folder of a test's own, removed with it.
final class ScratchFolder {
  let path = FileManager.default.temporaryDirectory.path + "/benign-store-\(UUID().uuidString)"

  init() throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  var store: Store { Store(folder: path) }

  /// The file in which a store keeps its outcomes.
  var database: String { path + "/outcomes.sqlite" }

  /// Changes the database behind the store's back.
  func execute(_ sql: String) throws {
    try Database(path: database, creating: false).execute(sql)
  }

  /// Another program's connection to the database of outcomes, after statements that may lock it.
  func connection(after statements: String...) throws -> Database {
    let connection = try Database(path: database, creating: false)
    for statement in statements { try connection.execute(statement) }
    return connection
  }

  /// Whether SQLite finds the whole file sound.
  func isSound() throws -> Bool {
    var rows: [String] = []
    try Database(path: database, creating: false).prepare("PRAGMA integrity_check")
      .run { rows.append(String(decoding: $0.bytes(0), as: UTF8.self)) }
    return rows == ["ok"]
  }
}
