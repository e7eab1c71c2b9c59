// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@testable import BenignLanguage

@Suite("the search for the place where a condition changes")
struct BracketSearchTests {
  private func search(
    _ key: SearchedKey, _ margin: (Double) -> Double
  ) -> (outcome: BracketSearch.Outcome, evaluations: Int) {
    var search = BracketSearch(key)
    while let value = search.next() {
      #expect(key.range.contains(value))
      #expect(!key.isWhole || value == value.rounded())
      let margin = margin(value)
      search.note(
        margin.isNaN
          ? .unknown(.undecided([])) : .decided(holds: margin < 0, margin: margin, noise: 0),
        at: value)
      guard search.evaluations < 200 else { break }
    }
    return (search.outcome, search.evaluations)
  }

  private func found(
    _ key: SearchedKey, _ margin: (Double) -> Double
  ) throws -> (value: Double, width: Double, changes: Int, evaluations: Int) {
    let (outcome, evaluations) = search(key, margin)
    guard case .found(let value, let width, let changes) = outcome else {
      throw Missing(outcome: "\(outcome)")
    }
    return (value, width, changes, evaluations)
  }

  private struct Missing: Error { let outcome: String }

  @Test(
    "a smooth margin takes about twelve evaluations, and any takes at most one more than halving")
  func smooth() throws {
    var numbers = SplitMix64(seed: 1)
    var total = 0
    for _ in 0..<500 {
      let root = exp(Double.random(in: -2...4, using: &numbers))
      let power = Double.random(in: 0.3...4, using: &numbers)
      let sign = Bool.random(using: &numbers) ? 1.0 : -1.0
      let found = try found(SearchedKey("mu", 0.1...100)) {
        sign * (pow($0, power) - pow(root, power)) / pow(root, power)
      }
      #expect(abs(found.value / root - 1) < 1e-3 && found.changes == 1)
      // The scan leaves a quarter of ln 1000, which is halved 11 times to 0.1 %.
      #expect(found.evaluations <= 5 + 11 + 1)
      total += found.evaluations
    }
    #expect(total < 500 * 13)
  }

  @Test("steps, margins without numbers, and margins of any size are narrowed down all the same")
  func steps() throws {
    for root in [0.1001, 0.5, 3, 99.9] {
      for size in [1e-300, 1, 1e300, .infinity] {
        let found = try found(SearchedKey("mu", 0.1...100)) { $0 < root ? -size : size }
        #expect(abs(found.value / root - 1) < 1e-3)
        #expect(found.width / root < 1e-3 && found.evaluations <= 17)
      }
    }
  }

  @Test("a whole key's boundary is the first number on the other side", arguments: 1...40)
  func whole(root: Int) throws {
    for high in [41.0, 1_000, 1e15] {
      let found = try found(SearchedKey("n", 1...high, isWhole: true)) {
        $0 - Double(root) - 0.5
      }
      #expect(found.value == Double(root + 1) && found.width == 1)
    }
  }

  @Test(
    "ends of any size are searched", arguments: [1e-300...1e300, -1e300...1e300, 0...1, -3 ... -1])
  func ends(range: ClosedRange<Double>) throws {
    let root = range.lowerBound > 0 ? 1e5 : range.lowerBound / 2 + range.upperBound / 2
    let found = try found(SearchedKey("x", range)) { $0 - root }
    let size = range.lowerBound > 0 ? root : range.upperBound / 2 - range.lowerBound / 2
    #expect(abs(found.value - root) <= 2e-3 * size)
  }

  @Test("of several changes the first one is found, and all that the trials show are counted")
  func several() throws {
    let found = try found(SearchedKey("x", 0...4)) { cos($0 * .pi) }
    #expect(found.changes == 4 && abs(found.value - 0.5) < 0.004)
  }

  @Test("where the condition does not change, or is not known, it is said which")
  func none() {
    func reason(_ margin: (Double) -> Double) -> SweepRun.Result? {
      guard case .none(let reason) = search(SearchedKey("x", 1...100), margin).outcome else {
        return nil
      }
      return reason
    }
    #expect(reason { $0 } == .absent(.never))
    #expect(reason { -$0 } == .absent(.always))
    #expect(reason { $0 < 10 ? .nan : 1 } == .undecided([]))
    // Where the change lies beside what is not known, there is no boundary.
    #expect(reason { $0 < 3 ? -1 : $0 < 20 ? .nan : 1 } == .undecided([]))
    #expect(reason { abs($0 - 50) < 1 ? .nan : $0 - 49 } == .undecided([]))
  }
}
