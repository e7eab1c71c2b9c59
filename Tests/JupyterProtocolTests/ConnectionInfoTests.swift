// SPDX-License-Identifier: Apache-2.0

import JupyterProtocol
import Testing

@Suite("Connection files")
struct ConnectionInfoTests {
  private func parse(_ changes: String...) throws -> ConnectionInfo {
    let members =
      [
        #""ip":"127.0.0.1","shell_port":1,"iopub_port":2,"stdin_port":3,"control_port":4,"hb_port":5"#,
        #""kernel_name":"benign","jupyter_session":"a.ipynb""#,
      ] + changes
    return try ConnectionInfo(
      parsing: JSONText(bytes: Array("{\(members.joined(separator: ","))}".utf8)))
  }

  @Test("tcp ports and ipc paths become endpoints")
  func endpoints() throws {
    let tcp = try parse(#""transport":"tcp","key":"k","signature_scheme":"hmac-sha256""#)
    #expect(tcp.endpoint(port: tcp.heartbeatPort) == "tcp://127.0.0.1:5")
    #expect(tcp.key == "k")
    let ipc = try parse(#""transport":"ipc""#)
    #expect(ipc.endpoint(port: ipc.shellPort) == "ipc://127.0.0.1-1")
    #expect(ipc.key == "")
  }

  @Test("a scheme or transport that Benign does not speak is refused by name")
  func unsupported() {
    #expect(throws: ProtocolError.unsupported(#"signature scheme "hmac-md5""#)) {
      try parse(#""key":"k","signature_scheme":"hmac-md5""#)
    }
    #expect(throws: ProtocolError.unsupported(#"transport "udp""#)) {
      try parse(#""transport":"udp""#)
    }
  }

  @Test("a file without its ports is refused")
  func incomplete() {
    #expect(throws: ProtocolError.self) {
      try ConnectionInfo(parsing: JSONText(bytes: Array(#"{"ip":"127.0.0.1"}"#.utf8)))
    }
  }

  @Test(
    "a port is a number from 1 to 65535; with ipc it may be larger", arguments: [0, -1, 65_536])
  func ports(_ port: Int) throws {
    let members =
      #""ip":"127.0.0.1","shell_port":1,"iopub_port":2,"stdin_port":3,"control_port":4,"hb_port":"#
      + "\(port)"
    func parse(_ text: String) throws -> ConnectionInfo {
      try ConnectionInfo(parsing: JSONText(bytes: Array("{\(text)}".utf8)))
    }
    let reason = "hb_port \(port): a port is a number from 1 to 65535"
    #expect(throws: ProtocolError.unsupported(reason)) { try parse(members) }
    let isPath = (try? parse(members + #","transport":"ipc""#)) != nil
    #expect(isPath == (port > 0))
  }
}
