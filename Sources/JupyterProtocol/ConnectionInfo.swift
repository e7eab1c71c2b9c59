// SPDX-License-Identifier: Apache-2.0

/// What a connection file says: where the kernel listens, and the key it shares with its clients.
public struct ConnectionInfo: Sendable, Equatable {
  public enum Transport: String, Sendable {
    case tcp
    case ipc

    /// The numbers that a port may have.
    fileprivate var ports: ClosedRange<Int> {
      switch self {
      case .tcp: 1...65_535
      case .ipc: 1...Int.max
      }
    }
  }

  public var transport: Transport
  /// An address; with ipc the beginning of five paths.
  public var ip: String
  public var shellPort, iopubPort, stdinPort, controlPort, heartbeatPort: Int
  public var key: String

  /// - Throws: `.malformed`, `.unsupported`.
  public init(parsing text: JSONText) throws(ProtocolError) {
    let file = try text.decode(as: File.self)
    guard let transport = Transport(rawValue: file.transport ?? "tcp") else {
      throw .unsupported("transport \"\(file.transport ?? "")\"")
    }
    let key = file.key ?? ""
    // Without a key nothing is signed, whatever the scheme is called.
    guard key.isEmpty || (file.scheme ?? "hmac-sha256") == "hmac-sha256" else {
      throw .unsupported("signature scheme \"\(file.scheme ?? "")\"")
    }
    self.transport = transport
    self.key = key
    ip = file.ip
    (shellPort, iopubPort, stdinPort) = (file.shell, file.iopub, file.stdin)
    (controlPort, heartbeatPort) = (file.control, file.heartbeat)
    for (name, port) in file.ports where !transport.ports.contains(port) {
      let most = transport.ports.upperBound
      throw .unsupported("\(name) \(port): a port is a number from 1 to \(most)")
    }
  }

  /// The ZeroMQ endpoint of one of the ports.
  public func endpoint(port: Int) -> String {
    switch transport {
    case .tcp: "tcp://\(ip):\(port)"
    case .ipc: "ipc://\(ip)-\(port)"
    }
  }

  private struct File: Decodable {
    var transport: String?
    var ip: String
    var shell, iopub, stdin, control, heartbeat: Int
    var key, scheme: String?

    /// By their keys.
    var ports: KeyValuePairs<String, Int> {
      [
        "shell_port": shell, "iopub_port": iopub, "stdin_port": stdin, "control_port": control,
        "hb_port": heartbeat,
      ]
    }

    enum CodingKeys: String, CodingKey {
      case transport, ip, key
      case shell = "shell_port", control = "control_port", stdin = "stdin_port"
      case iopub = "iopub_port", heartbeat = "hb_port"
      case scheme = "signature_scheme"
    }
  }
}
