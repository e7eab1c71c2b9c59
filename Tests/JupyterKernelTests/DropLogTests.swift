// SPDX-License-Identifier: Apache-2.0

import JupyterProtocol
import Logging
import Synchronization
import Testing

@testable import JupyterKernel

@Suite("Dropped messages")
struct DropLogTests {
  @Test("the first are told one by one, a hundred thousand in a few lines more")
  func flood() {
    let lines = Lines()
    var drops = DropLog(Logger(label: "test") { _ in lines })
    for _ in 0..<DropLog.first { drops.note(ProtocolError.wrongSignature, on: "shell") }
    #expect(
      lines.all
        == Array(repeating: "dropped a message on shell: wrong signature", count: DropLog.first))
    for _ in DropLog.first..<100_000 { drops.note(ProtocolError.noDelimiter, on: "stdin") }
    #expect(lines.all.count <= DropLog.first + 17)
    #expect(
      lines.all.last == "dropped 65536 messages so far, the last one on stdin: no <IDS|MSG> frame")
  }

  /// Keeps what is logged.
  private final class Lines: LogHandler {
    private let kept = Mutex<[String]>([])
    var logLevel: Logger.Level {
      get { .trace }
      set {}
    }
    var metadata: Logger.Metadata {
      get { [:] }
      set {}
    }

    var all: [String] { kept.withLock { $0 } }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { nil }
      set {}
    }

    func log(event: LogEvent) { kept.withLock { $0.append("\(event.message)") } }
  }
}
