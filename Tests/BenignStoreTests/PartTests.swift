// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Testing

@testable import BenignStore

@Suite("parts of a larger work")
struct PartTests {
  let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  private static let head = IdentityHead(opening: "{by=", version: "here", closing: " rules=2 ")
  private static let other = IdentityHead(opening: "{by=", version: "there", closing: " rules=2 ")

  private static func identity(_ number: Int, _ head: IdentityHead = head) -> String {
    "\(head.own)number=\(number) \(String(repeating: "x", count: 200))}"
  }

  /// The file of a finished part with these numbers.
  private func part(
    _ name: String, _ numbers: Range<Int>, by head: IdentityHead = head, adding: Double = 0
  ) throws -> String {
    let file = "\(folder.path)/\(name)"
    let store = try Store.beginPart(file, head)
    try store.record(
      numbers.map { (Self.identity($0, head), .measured([Double($0) + adding])) })
    try store.finishPart(file)
    return file
  }

  private func merge(_ file: String, isMixed: Bool = false) throws -> MergedPart {
    try folder.store.merge(file, Self.head, isMixed: isMixed)
  }

  private func reason(_ file: String, isMixed: Bool = false) -> PartError.Reason? {
    do {
      _ = try merge(file, isMixed: isMixed)
      return nil
    } catch {
      return (error as? PartError)?.reason
    }
  }

  private func found(_ numbers: Range<Int>) throws -> [Double?] {
    let outcomes = try folder.store.outcomes(of: numbers.map { Self.identity($0) })
    return numbers.map { number in
      guard case .measured(let values) = outcomes[Self.identity(number)] else { return nil }
      return values[0]
    }
  }

  @Test("parts that overlap come together in any order, and a second time changes nothing")
  func merged() throws {
    let (one, two) = (try part("one", 0..<60), try part("two", 40..<100))
    #expect(try merge(two) == MergedPart(numbers: 60, new: 60))
    #expect(try merge(one) == MergedPart(numbers: 60, new: 40))
    #expect(try found(0..<100) == (0..<100).map(Double.init))
    #expect(try merge(one).new == 0 && merge(two).new == 0)
    #expect(try folder.isSound())
    // What the store has stays.
    let changed = try part("changed", 0..<10, adding: 0.5)
    #expect(try merge(changed) == MergedPart(numbers: 10, new: 0, different: 10))
    #expect(try found(0..<10) == (0..<10).map(Double.init))
  }

  @Test(
    "a part that is cut off at any page, or has another byte, is taken as a whole or not at all")
  func truncated() throws {
    let file = try part("whole", 0..<400)
    let bytes = try Data(contentsOf: URL(filePath: file))
    #expect(bytes.count > 100_000)
    let damaged = "\(folder.path)/damaged"
    for size in stride(from: 0, to: bytes.count, by: 4096) {
      try bytes.prefix(size).write(to: URL(filePath: damaged))
      #expect([.noPart, .damaged].contains(reason(damaged)), "\(size)")
    }
    for place in stride(from: 150, to: bytes.count, by: 9_973) {
      var other = bytes
      other[place] ^= 0x40
      try other.write(to: URL(filePath: damaged))
      // A byte that nothing stands in may be another one.
      let reason = reason(damaged)
      if reason == nil {
        #expect(try found(0..<400) == (0..<400).map(Double.init))
      } else {
        #expect(try found(0..<400).allSatisfy { $0 == nil })
      }
      try folder.store.remove((0..<400).map { Self.identity($0) })
    }
    #expect(try merge(file).new == 400)
  }

  @Test("what is no finished part of this build is refused, and says why")
  func refused() throws {
    #expect(reason("\(folder.path)/none") == .missing)
    #expect(reason(folder.path) == .noPart)
    let text = "\(folder.path)/text"
    try Data("number,mu\n".utf8).write(to: URL(filePath: text))
    #expect(reason(text) == .noPart)
    #expect(throws: PartError(.noPart, at: text)) { try Store.beginPart(text, Self.head) }
    // One that is being written.
    let file = "\(folder.path)/open"
    let store = try Store.beginPart(file, Self.head)
    try store.record(.measured([1]), of: Self.identity(1))
    #expect(reason(file) == .unfinished)
    try store.finishPart(file)
    #expect(try merge(file).new == 1)
    // Gone on with, it is not finished; then it has all.
    try Store.beginPart(file, Self.head).record(.measured([2]), of: Self.identity(2))
    #expect(reason(file) == .unfinished)
    try Store.beginPart(file, Self.head).finishPart(file)
    #expect(try merge(file) == MergedPart(numbers: 2, new: 1))
    let rules = IdentityHead(opening: "{by=", version: "here", closing: " rules=1 ")
    let old = try part("old", 0..<3, by: rules)
    #expect(reason(old) == .otherRules && reason(old, isMixed: true) == .otherRules)
  }

  @Test("another build's numbers are refused, or kept with their origin until this one has its own")
  func mixed() throws {
    let file = try part("there", 0..<5, by: Self.other, adding: 0.25)
    #expect(reason(file) == .foreign(["there"], own: "here"))
    #expect(throws: PartError.self) { try Store.beginPart(file, Self.head) }
    #expect(try merge(file, isMixed: true).new == 5)
    var origins: [String] = []
    let identities = (0..<5).map { Self.identity($0) }
    let outcomes = try folder.store.outcomes(of: identities, foreign: { origins.append($0) })
    #expect(outcomes[identities[3]] == .measured([3.25]))
    #expect(origins == ["there", "there", "there", "there", "there"])
    let own = try part("here", 2..<4)
    #expect(try merge(own).new == 2)
    #expect(try merge(file, isMixed: true) == MergedPart(numbers: 5, new: 0, different: 2))
    #expect(try found(0..<5) == [0.25, 1.25, 2, 3, 4.25])
    // The seal holds the origin, too.
    try folder.execute("UPDATE outcome SET origin = 'else' WHERE origin IS NOT NULL")
    #expect(try found(0..<5) == [nil, nil, 2, 3, nil])
  }

  @Test("two merges at once, beside a process that records, lose nothing")
  func together() async throws {
    let files = try (0..<4).map { try part("part\($0)", 50 * $0..<50 * $0 + 80) }
    let path = folder.path
    await withTaskGroup(of: Void.self) { group in
      for file in files + files.reversed() {
        group.addTask {
          #expect(throws: Never.self) {
            try Store(folder: path).merge(file, Self.head, isMixed: false)
          }
        }
      }
      group.addTask {
        let store = Store(folder: path)
        for number in 300..<330 {
          #expect(throws: Never.self) {
            try store.record(.measured([Double(number)]), of: Self.identity(number))
          }
        }
      }
    }
    #expect(try found(0..<230) == (0..<230).map(Double.init))
    #expect(try found(300..<330) == (300..<330).map(Double.init))
    #expect(try folder.isSound())
  }

  @Test("a store that outgrows its room gives up its oldest numbers, and says how many")
  func room() throws {
    let file = try part("large", 0..<2_000)
    let store = Store(folder: folder.path, quota: 300_000)
    let merged = try store.merge(file, Self.head, isMixed: false)
    #expect(merged.numbers == 2_000 && merged.dropped > 500)
    let left = try found(0..<2_000)
    #expect(left.last == 1_999 && left.count(where: { $0 != nil }) == 2_000 - merged.dropped)
  }
}
