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
    var sum: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in connection.key.utf8 { sum = (sum ^ UInt64(byte)) &* 0x100_0000_01B3 }
    let name = path.map { String(cString: $0) } ?? connectionFile
    return "\(name) \(String(sum, radix: 16))"
  }

  /// What outlasts this process, in the folder that its environment names; `nil` when nothing does.
  static func makeStore() -> Store? {
    Store.folder().map { Store(folder: $0) }
  }
}
