// SPDX-License-Identifier: Apache-2.0

import JupyterProtocol
import Testing

@Suite("Replays")
struct ReplayGuardTests {
  private let start = ContinuousClock.now

  /// A message that a client of this session wrote at this second of its own clock.
  private func header(_ second: Int, session: String = "a") -> MessageHeader {
    let date = Timestamp(microseconds: 1_790_000_000_000_000 + Int64(second) * 1_000_000)
    return MessageHeader(
      id: "1", type: "execute_request", session: session, username: "", date: date.description)
  }

  private func signature(_ number: Int) -> [UInt8] {
    let digits = String(number &* 0x9E37_79B9, radix: 16)
    return Array((String(repeating: "0", count: 16 - digits.count) + digits).utf8)
  }

  /// A guard that has seen a message of each second up to `count`, that many seconds apart in truth.
  private func filled(
    _ count: Int, every seconds: Int = 100, fewest: Int = 4, most: Int = 1000
  ) -> ReplayGuard {
    var replays = ReplayGuard(fewest: fewest, most: most)
    for number in 0..<count {
      let isNew = replays.admits(
        signature(number), header(number), at: start + .seconds(seconds * number))
      #expect(isNew, "message \(number)")
    }
    return replays
  }

  @Test("no recorded message is taken again, however many came since and whenever it is sent")
  func all() {
    let original = filled(100)
    for number in 0..<100 {
      for later in [0, 1, 1_000_000] {
        var replays = original
        let now = start + .seconds(10_000 + later)
        let isNew = replays.admits(signature(number), header(number), at: now)
        #expect(!isNew, "\(number), \(later) s")
      }
    }
  }

  @Test("messages that come too fast to be remembered for ten minutes are refused by their date")
  func fast() {
    let original = filled(2000, every: 0)
    for number in stride(from: 0, to: 2000, by: 7) {
      var replays = original
      let isNew = replays.admits(signature(number), header(number), at: start)
      #expect(!isNew)
    }
    var replays = original
    let isNew = replays.admits(signature(2000), header(2000), at: start)
    #expect(isNew)
  }

  @Test("clients whose clocks differ by years do not disturb each other")
  func clocks() {
    var replays = filled(100)
    let now = start + .seconds(10_000)
    let admitted = [
      replays.admits(signature(1000), header(-1_000_000_000, session: "b"), at: now),
      replays.admits(signature(1001), header(1_000_000_000, session: "c"), at: now),
      replays.admits(signature(1002), header(100), at: now),
    ]
    #expect(admitted == [true, true, true])
  }

  @Test("a clock that is set back by less than ten minutes locks nobody out")
  func setBack() {
    var replays = ReplayGuard(fewest: 4, most: 1000)
    for number in 0..<300 {
      let now = start + .seconds(10 * number)
      // From message 200 on 590 seconds are missing.
      let second = 10 * number - (number < 200 ? 0 : 590)
      let isNew = replays.admits(signature(number), header(second), at: now)
      #expect(isNew, "message \(number)")
    }
  }

  @Test("a message without a date is refused while its signature is remembered, and no longer")
  func dateless() {
    var replays = filled(0)
    var header = header(0)
    header.date = ""
    let admitted = [1, 1, 2].map { replays.admits(signature($0), header, at: start) }
    #expect(admitted == [true, false, true])
    for number in 3..<20 {
      let isNew = replays.admits(signature(number), header, at: start + .seconds(1000 * number))
      #expect(isNew)
    }
    let isForgotten = replays.admits(signature(1), header, at: start + .seconds(20_000))
    #expect(isForgotten)
  }

  @Test("it remembers as many messages as kernelspec/README.md tells, for as long")
  func promised() {
    #expect(ReplayGuard.patience == .seconds(600))
    #expect(ReplayGuard.usualFewest == 65_536)
    #expect(ReplayGuard.usualMost == 1 << 20)
  }
}
