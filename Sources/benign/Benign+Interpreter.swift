// SPDX-License-Identifier: Apache-2.0

import BenignLanguage
import BenignStore
import Glibc
import JupyterProtocol

extension Benign {
  /// Keeps the session of `benign kernel`; `nil` when nothing outlasts this process.
  ///
  /// - Parameters:
  ///   - connectionFile: of the kernel; one that is started again has the same, with the same key.
  ///   - connection: what stands in it.
  static func makeKeeper(
    connectionFile: String, _ connection: ConnectionInfo
  ) -> SessionKeeper? {
    Store.folder().map { folder in
      SessionKeeper(
        folder: folder, key: sessionKey(connectionFile: connectionFile, connection))
    }
  }

  /// The file's absolute path, and a sum over the connection's key, which stands nowhere itself.
  private static func sessionKey(
    connectionFile: String, _ connection: ConnectionInfo
  ) -> String {
    let path = realpath(connectionFile, nil)
    defer { free(path) }
    let name = path.map { String(cString: $0) } ?? connectionFile
    return "\(name) \(FNV1a(connection.key.utf8).hexadecimal)"
  }

  /// What outlasts this process, in the folder that its environment names; `nil` when nothing does.
  static func makeStore() -> Store? {
    Store.folder().map { Store(folder: $0) }
  }
}
