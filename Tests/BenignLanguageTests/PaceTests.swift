// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import BenignLanguage

/// When the time left is told.
struct PaceTests {
  /// - Parameter done: by the seconds that have passed.
  private func left(_ left: Double, after seconds: Int, _ done: (Double) -> Double) -> Double? {
    var pace = Pace()
    for tick in 1...(20 * seconds) {
      pace.note(done(Double(tick) / 20), at: Double(tick) / 20)
    }
    return pace.time(for: left)
  }

  @Test("steady work tells the time left", arguments: [1, 10, 100, 3000])
  func steady(seconds: Int) throws {
    let told = try #require(left(500, after: seconds) { 25 * $0 })
    #expect(abs(told - 20) < 1e-6)
  }

  @Test("work that grows faster, slower or stands still tells none")
  func unsteady() {
    #expect(left(1e9, after: 6) { 10 * $0 * $0 } == nil)
    #expect(left(1e9, after: 6) { $0.squareRoot() } == nil)
    #expect(left(1e9, after: 6) { min($0, 3) } == nil)
    #expect(left(1e9, after: 6) { _ in 0 } == nil)
    // A leap after walking.
    #expect(left(1e9, after: 6) { $0 < 5 ? 1000 * $0 : 1e6 * $0 } == nil)
  }

  @Test("after a change of speed the time left is told once the new speed has lasted")
  func settles() throws {
    let told = try #require(left(100, after: 40) { $0 < 10 ? $0 : 5 * $0 - 40 })
    #expect(abs(told - 20) < 1e-6)
  }

  @Test("nothing noted tells none")
  func empty() { #expect(Pace().time(for: 3) == nil) }
}
