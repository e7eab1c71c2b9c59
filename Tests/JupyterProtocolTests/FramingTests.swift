// SPDX-License-Identifier: Apache-2.0

import JupyterProtocol
import Testing

@Suite("Framing")
struct FramingTests {
  let framing = MessageFraming(signer: MessageSigner(key: "secret"))

  private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

  private func message() throws -> Message {
    try Message(
      identities: [bytes("peer"), [0, 255]],
      header: MessageHeader(
        id: "1", type: "execute_request", session: "s", username: "u",
        date: "2026-01-31T12:00:00.000001Z", subshellID: "sub"),
      parentHeader: JSONText(bytes: bytes(#"{"msg_id":"0"}"#)),
      metadata: JSONText(bytes: bytes(#"{"a":1}"#)),
      content: JSONText(bytes: bytes(#"{"code":"1 + 1"}"#)), buffers: [[1, 2], []])
  }

  @Test("what was framed is read back, buffers and identities included")
  func roundTrip() throws {
    var replays = ReplayGuard()
    let message = try message()
    #expect(try framing.message(from: framing.frames(of: message), unless: &replays) == message)
  }

  @Test("the signature is HMAC-SHA256 in lower-case hexadecimal, over the four documents alone")
  func signature() {
    // From Python: hmac.new(b"secret", b'{}{"a":1}{}[]', "sha256").hexdigest().
    let parts = ["{}", #"{"a":1}"#, "{}", "[]"].map { JSONText(bytes: bytes($0)) }
    let expected = "c8a52dd8d11105f69621d1f7d4315eb549914d0b37c4cab1257c3ca0e11b6d82"
    #expect(MessageSigner(key: "secret").signature(of: parts) == bytes(expected))
    #expect(MessageSigner(key: "").signature(of: parts) == [])
  }

  @Test("a message cut off after any frame but a buffer is refused, never a crash")
  func truncation() throws {
    let frames = framing.frames(of: try message())
    for count in 0..<(frames.count - 2) {
      var replays = ReplayGuard()
      #expect(throws: ProtocolError.self, "\(count) frames") {
        try framing.message(from: Array(frames.prefix(count)), unless: &replays)
      }
    }
  }

  @Test("a flip of any bit of the delimiter, the signature or a document is refused")
  func flips() throws {
    let frames = framing.frames(of: try message())
    for frame in 2..<(frames.count - 2) {
      for place in frames[frame].indices {
        for bit in 0..<8 {
          var wrong = frames
          wrong[frame][place] ^= 1 << bit
          var replays = ReplayGuard()
          #expect(throws: ProtocolError.self, "frame \(frame), byte \(place), bit \(bit)") {
            try framing.message(from: wrong, unless: &replays)
          }
        }
      }
    }
  }

  @Test("nothing is parsed before it is verified")
  func verificationFirst() throws {
    var frames = framing.frames(of: try message())
    frames[4] = bytes("{")
    var replays = ReplayGuard()
    #expect(throws: ProtocolError.wrongSignature) {
      try framing.message(from: frames, unless: &replays)
    }
  }

  @Test("without a key nothing is checked, and nothing counts as a replay")
  func emptyKey() throws {
    let open = MessageFraming(signer: MessageSigner(key: ""))
    let frames = open.frames(of: try message())
    #expect(frames[3] == [])
    var replays = ReplayGuard()
    for _ in 0..<2 {
      #expect(try open.message(from: frames, unless: &replays).header.id == "1")
    }
  }

  @Test("a message sent twice is refused the second time")
  func replay() throws {
    var replays = ReplayGuard()
    let frames = framing.frames(of: try message())
    _ = try framing.message(from: frames, unless: &replays)
    #expect(throws: ProtocolError.replayed) {
      try framing.message(from: frames, unless: &replays)
    }
  }

  @Test("identities and a header, which every answer would bear again, are bounded")
  func largeHeader() throws {
    let strict = MessageFraming(signer: MessageSigner(key: "secret"), largestHeader: 200)
    var frames = framing.frames(of: try message())
    frames[0] = bytes(String(repeating: "x", count: 200))
    var replays = ReplayGuard()
    #expect(throws: ProtocolError.self) { try strict.message(from: frames, unless: &replays) }
    #expect(throws: Never.self) { try framing.message(from: frames, unless: &replays) }
  }
}

@Suite("Headers")
struct HeaderWriterTests {
  @Test("a spliced header reads as the header it stands for, whatever the user is called")
  func splicing() throws {
    let name = "a \"quoted\\ name\"\n\u{1F469}"
    let writer = try HeaderWriter(session: "s-1", username: name)
    let moment = Timestamp(microseconds: 1_790_000_000_123_456)
    let header = try writer.header(id: "s-1_7", type: "status", date: moment)
      .decode(as: MessageHeader.self)
    #expect(
      header
        == MessageHeader(
          id: "s-1_7", type: "status", session: "s-1", username: name, date: moment.description))
  }

  @Test(
    "the text of a status is what the encoder would write",
    arguments: [
      Status.State.starting, .busy, .idle,
    ])
  func status(_ state: Status.State) throws {
    #expect(try Status(state).json == JSONText(encoding: Status(state)))
  }
}
