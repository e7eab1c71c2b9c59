// SPDX-License-Identifier: Apache-2.0

import JupyterProtocol
import TestSupport
import Testing

@Suite("Damaged and hostile messages")
final class FuzzTests: KernelSuite {
  private static let ports: [TestClient.Port] = [.shell, .control, .stdin]

  /// The next valid request is answered, behind what may have been answered before.
  private func expectAnAnswer(behindOthers: Bool = false) throws {
    for port in [TestClient.Port.control, .shell] {
      let id = try client.send(client.request("kernel_info_request"), on: port)
      var reply = try client.reply(on: port)
      while behindOthers, reply.parent != id { reply = try client.reply(on: port) }
      #expect(reply.parent == id)
      #expect(reply.content["status"] == "ok")
    }
  }

  @Test("a request cut off after any frame is dropped", arguments: ports)
  func truncated(_ port: TestClient.Port) throws {
    let frames = client.framing.frames(of: try client.request("execute_request", ["code": "fail"]))
    for count in 1..<frames.count { try client.send(frames: Array(frames.prefix(count)), on: port) }
    try expectAnAnswer()
  }

  @Test("a request with any byte flipped is dropped", arguments: ports)
  func flipped(_ port: TestClient.Port) throws {
    let frames = client.framing.frames(of: try client.request("execute_request", ["code": "fail"]))
    for frame in frames.indices {
      for place in frames[frame].indices {
        var wrong = frames
        wrong[frame][place] ^= 0x20
        try client.send(frames: wrong, on: port)
      }
    }
    try expectAnAnswer()
  }

  @Test("random frames are dropped, signed nonsense is answered or dropped", arguments: [1, 2, 3])
  func random(_ seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let signer = MessageSigner(key: TestKernel.key)
    for _ in 0..<3000 {
      let count = Int.random(in: 1...9, using: &generator)
      var frames = (0..<count).map { _ in
        (0..<Int.random(in: 0...40, using: &generator)).map { _ in
          UInt8.random(in: 0...255, using: &generator)
        }
      }
      if Bool.random(using: &generator) {
        frames.insert(MessageFraming.delimiter, at: Int.random(in: 0...count, using: &generator))
      }
      if Bool.random(using: &generator) {
        let parts = (0..<4).map { _ in JSONText(bytes: nonsense(using: &generator)) }
        frames = [MessageFraming.delimiter, signer.signature(of: parts)] + parts.map(\.bytes)
      }
      try client.send(frames: frames, on: FuzzTests.ports[Int(generator.next() % 3)])
    }
    try expectAnAnswer(behindOthers: true)
  }

  /// Bytes that are nearly a document that the kernel would read.
  private func nonsense(using generator: inout SplitMix64) -> [UInt8] {
    let documents = [
      #"{"msg_id":"1","msg_type":"complete_request"}"#, #"{"code":"é","cursor_pos":-1e99}"#, "{}",
      #"{"hist_access_type":"range","start":-9223372036854775808,"stop":9223372036854775807}"#,
      #"{"user_expressions":{"a":[]},"code":""}"#,
    ]
    var bytes = Array(documents[Int(generator.next() % 5)].utf8)
    for _ in 0..<Int.random(in: 0...2, using: &generator) where !bytes.isEmpty {
      bytes[Int(generator.next() % UInt64(bytes.count))] = UInt8.random(
        in: 0...255, using: &generator)
    }
    return bytes
  }

  @Test("valid requests of every type with unexpected content are survived")
  func contents() throws {
    let contents: [JSONValue] = [
      .null, [], 1, "x", [:], ["code": .null], ["code": "", "cursor_pos": -1.5],
      ["code": "a", "silent": "yes"], ["comm_id": 1], ["subshell_id": .null], ["restart": "no"],
      ["hist_access_type": "range", "start": .integer(.min), "stop": .integer(.max)],
      ["hist_access_type": "tail", "n": .integer(.max)],
      ["hist_access_type": "tail", "n": .integer(.min)],
      ["hist_access_type": "search", "pattern": "[[[!-"],
    ]
    for type in RequestType.allCases where type != .shutdown {
      for content in contents {
        try client.send(client.request(type.rawValue, content), on: .control)
      }
    }
    try expectAnAnswer(behindOthers: true)
  }

  @Test("metadata nested a hundred thousand deep is read as none")
  func deepMetadata() throws {
    var request = try client.request("execute_request", client.cell("result 1"))
    request.metadata = JSONText(bytes: Array(String(repeating: "[", count: 100_000).utf8))
    try client.send(request)
    #expect(try client.reply().content["status"] == "ok")
  }
}
