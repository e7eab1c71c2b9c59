// SPDX-License-Identifier: Apache-2.0

import Foundation
import JupyterProtocol
import Testing

@Suite("Timestamps")
struct TimestampTests {
  @Test("a moment reads as Foundation's formatter has it, to the microsecond")
  func description() {
    let formatter = ISO8601DateFormatter()
    var generator = SystemRandomNumberGenerator()
    let moments =
      [0, -1, 951_782_399, 951_782_400, 4_107_542_399]
      + (0..<1000).map { _ in Int64.random(in: -2_000_000_000...60_000_000_000, using: &generator) }
    for seconds in moments {
      let text = formatter.string(from: Date(timeIntervalSince1970: Double(seconds)))
      #expect(
        Timestamp(microseconds: seconds * 1_000_000 + 42).description
          == text.dropLast() + ".000042Z")
    }
  }

  @Test(
    "a text stands for its last moment",
    arguments: [
      ("1970-01-01T00:00:00.000000Z", 0), ("1970-01-01T00:00:00.123Z", 123_999),
      ("1970-01-01T00:00:01Z", 1_999_999), ("1970-01-01T01:30:00.5+01:30", 599_999),
      ("1969-12-31T23:00:00.000000-0100", 0), ("1970-01-01T00:00:00.123456789", 123_456),
      ("2000-02-29T12:00:00.000000Z", 951_825_600_000_000),
    ])
  func parsing(_ text: String, _ microseconds: Int64) {
    #expect(Timestamp(latestOf: text)?.microseconds == microseconds)
  }

  @Test(
    "what is no moment is refused",
    arguments: [
      "", "now", "1970-13-01T00:00:00Z", "1970-01-01", "1970-01-01T00:00", "1970-01-01T00:00:00X",
      "1970-01-01T00:00:00.5Zjunk", "1970-01-01T00:00:00+1",
    ])
  func malformed(_ text: String) {
    #expect(Timestamp(latestOf: text) == nil)
  }

  @Test("a moment that was written is read back")
  func roundTrip() {
    let moment = Timestamp(microseconds: 1_790_000_000_123_456)
    #expect(Timestamp(latestOf: moment.description) == moment)
  }
}
