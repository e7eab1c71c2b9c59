// SPDX-License-Identifier: Apache-2.0

import JupyterProtocol
import ZeroMQ

/// Free tcp ports of this machine.
enum Ports {
  /// A connection over five ports that were free a moment ago.
  static func free(key: String = TestKernel.key) throws -> ConnectionInfo {
    // One socket holds all five at once, so that they differ.
    let holder = try Socket(.router, in: Context())
    let ports = try (0..<5).map { _ in try port(boundBy: holder) }
    let text = """
      {"transport": "tcp", "ip": "127.0.0.1", "shell_port": \(ports[0]), "iopub_port": \(ports[1]),
      "stdin_port": \(ports[2]), "control_port": \(ports[3]), "hb_port": \(ports[4]), "key": "\(key)"}
      """
    return try ConnectionInfo(parsing: JSONText(bytes: Array(text.utf8)))
  }

  private static func port(boundBy socket: borrowing Socket) throws -> String {
    try socket.bind(to: "tcp://127.0.0.1:*")
    return String(try socket.lastEndpoint().split(separator: ":").last ?? "")
  }
}
