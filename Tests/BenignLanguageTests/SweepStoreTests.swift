// SPDX-License-Identifier: Apache-2.0

import BenignStore
import Concurrency
import Testing

@testable import BenignLanguage

/// What sweeps find outlasts the session.
struct SweepStoreTests {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  private func ready() -> Recorder {
    var recorder = SweepTests.ready()
    recorder.store = Store(folder: folder.path + "/data")
    return recorder
  }

  private static let sweep = "sweep grid mu=[1, 2] repeat=2 steps=30 measure=[loss, bayes_error]"

  @Test("another session finds what one has stored, bit by bit, and computes only the rest")
  func found() throws {
    var first = ready()
    #expect(first.run(Self.sweep) == nil)
    let table = try #require(first.session.table("grid"))
    var second = ready()
    #expect(second.run(Self.sweep) == nil)
    #expect(second.session.table("grid") == table)
    // A mark that nobody could compute.
    let place = SweepQueue.Place(cell: 1, number: 0)
    let identity = table.identities(at: place)[0]
    try first.store?.record(.measured([-7]), of: identity)
    var third = ready()
    #expect(third.run("sweep large mu=[0.5, 2, 3] steps=30 measure=loss") == nil)
    let losses = try #require(third.session.table("large")?.column("loss"))
    #expect(losses[1] == .number(-7))
    #expect(losses[0] != .number(-7) && losses[2] != .number(-7) && losses[0] != .none)
  }

  @Test("drop forgets a table's numbers, but for those that another table holds")
  func dropped() throws {
    var recorder = ready()
    #expect(recorder.run(Self.sweep) == nil)
    #expect(recorder.run("sweep part mu=2 steps=30 measure=loss") == nil)
    let table = try #require(recorder.session.table("grid"))
    let identities = table.places { _, _ in true }.flatMap { table.identities(at: $0) }
    let store = try #require(recorder.store)
    #expect(try store.outcomes(of: identities).count == 8)
    #expect(recorder.run("drop grid") == nil)
    let kept = table.identities(at: SweepQueue.Place(cell: 1, number: 0))[0]
    guard case .number(let number) = table.findings(where: { _ in true })[kept] else {
      Issue.record("no number")
      return
    }
    #expect(
      try store.outcomes(of: identities) == [
        kept: .measured([number])
      ])
    #expect(recorder.run("drop part") == nil)
    #expect(try store.outcomes(of: identities).isEmpty)
  }

  @Test("an interrupted sweep is stored as far as it came")
  func interrupted() throws {
    let sweep = "sweep grid gamma=linspace(0.1, 0.9, 40) steps=20_000 leap=false measure=margin"
    var recorder = ready()
    var wasSeen = false
    let diagnostic = recorder.run(
      sweep, stop: StopSignal { wasSeen },
      publish: { session in
        wasSeen = wasSeen || session.tables.contains { $0.missingCells < $0.cells.count }
      })
    #expect(diagnostic?.kind == .interrupted)
    let partial = try #require(recorder.session.table("grid"))
    let identities = partial.places { $1.isFinal }.flatMap { partial.identities(at: $0) }
    #expect(!identities.isEmpty)
    #expect(try recorder.store?.outcomes(of: identities).count == identities.count)
  }

  @Test(
    "a failed run is tried again, and a store that cannot be written warns once and hinders nothing"
  )
  func troubles() throws {
    var recorder = ready()
    #expect(recorder.run("sweep sizes n=[20, 500_000] measure=support") == nil)
    let table = try #require(recorder.session.table("sizes"))
    let identities = table.places { _, _ in true }.flatMap { table.identities(at: $0) }
    #expect(try recorder.store?.outcomes(of: identities).count == 1)
    try folder.write("no folder", to: "file")
    recorder.store = Store(folder: folder.path + "/file/data")
    #expect(recorder.run("sweep other mu=[3, 4] measure=rho") == nil)
    #expect(recorder.session.table("other")?.missingCells == 0)
    let warnings = recorder.events.filter { if case .warning = $0 { true } else { false } }
    #expect(warnings.count == 1)
    #expect(recorder.text.hasPrefix("warning: what the sweep found is not kept: "))
  }

  /// A number of the last report's metadata.
  private func beside(_ name: String, _ recorder: Recorder) -> Datum? {
    guard case .report(let report) = recorder.events.last else { return nil }
    return report.metadata.first { $0.name == name }?.value
  }

  @Test("a sweep says how many of its runs were known")
  func origin() {
    var recorder = ready()
    #expect(recorder.run(Self.sweep) == nil)
    #expect(beside("runs", recorder) == .number(4) && beside("stored", recorder) == .number(0))
    #expect(!recorder.text.contains("from the store"))
    var second = ready()
    #expect(second.run("sweep large mu=[1, 2, 3] repeat=2 steps=30 measure=loss") == nil)
    #expect(beside("stored", second) == .number(4))
    #expect(second.text.contains("4 of 6 runs from the store"))
    var alone = SweepTests.ready()
    #expect(alone.run(Self.sweep) == nil && alone.run(Self.sweep) == nil)
    #expect(alone.text.contains("4 of 4 runs from this session"))
  }

  @Test("fresh computes what is known anew, and says which digit differs")
  func fresh() throws {
    var recorder = ready()
    #expect(recorder.run(Self.sweep) == nil)
    let table = try #require(recorder.session.table("grid"))
    #expect(recorder.run(Self.sweep + " fresh=true") == nil)
    #expect(recorder.session.table("grid") == table)
    #expect(
      beside("compared", recorder) == .number(4) && beside("different", recorder) == .number(0))
    #expect(recorder.text.contains("of 4 runs that were known no digit differs"))
    let place = SweepQueue.Place(cell: 1, number: 1)
    try recorder.store?.record(.measured([-7]), of: table.identities(at: place)[0])
    var second = ready()
    #expect(second.run(Self.sweep + " fresh=true") == nil)
    #expect(second.session.table("grid") == table)
    #expect(beside("different", second) == .number(1))
    #expect(second.text.contains("the first: mu = 2, repeat 1: loss was -7 and is "))
    // The store has the new number now.
    var third = ready()
    #expect(third.run(Self.sweep) == nil)
    #expect(third.session.table("grid") == table && beside("stored", third) == .number(4))
  }

  @Test("estimate runs and keeps what it times, and nothing else")
  func estimate() throws {
    let sweep = "n=[20, 30] mu=[1, 2] repeat=50 steps=3 measure=loss"
    var recorder = ready()
    #expect(recorder.run("sweep grid \(sweep) estimate=true") == nil)
    #expect(recorder.session.table("grid") == nil)
    let members = recorder.members
    let number = { (name: String) in members.first { $0.name == name }?.value.number }
    let timed = try #require(number("timed"))
    #expect(number("runs") == 200 && number("stored") == 0 && timed > 1 && timed < 20)
    let (low, time) = (try #require(number("seconds_low")), try #require(number("seconds")))
    let high = try #require(number("seconds_high"))
    #expect(0 < low && low < time && time < high)
    var second = ready()
    #expect(second.run("sweep grid \(sweep)") == nil)
    #expect(beside("stored", second) == .number(timed))
    #expect(second.run("sweep grid \(sweep) estimate=true") == nil)
    #expect(second.text.contains("nothing is left to compute"))
    #expect(
      second.run("boundary edge mu=[0.5, 9] where=limit_error<0.1 repeat=3 estimate=true") == nil)
    #expect(second.text.contains("3 runs: 0 in the store, 3 timed now and kept, 0 to come"))
  }

  @Test("shares of a sweep have all of its runs once, whatever is known, and show nothing")
  func shares() throws {
    let sweep = "sweep grid mu=[1, 2, 3] gamma=[0.2, 0.4] repeat=5 steps=3 measure=loss"
    var outcomes: [ShareOutcome] = []
    for index in 0..<4 {
      var session = SweepTests.ready().session
      var environment = Environment(
        emit: { _ in Issue.record("something was shown") },
        store: Store(folder: folder.path + "/data"))
      environment.division = .share(try #require(Share(index, of: 4)))
      environment.told = { if case .share(let outcome) = $0 { outcomes.append(outcome) } }
      #expect(session.run(SourceText(sweep + "\nshow\n1 + 1\nplot grid"), in: environment) == nil)
      #expect(session.table("grid") == nil || index == 3)
    }
    #expect(outcomes.reduce(0) { $0 + $1.runs } == 30)
    #expect(outcomes.allSatisfy { (6...8).contains($0.runs) && $0.known == 0 && $0.failed == 0 })
    var recorder = ready()
    #expect(recorder.run(sweep) == nil)
    #expect(beside("stored", recorder) == .number(30))
    #expect(Share(4, of: 4) == nil && Share(-1, of: 4) == nil)
  }

  @Test("an identity begins with the Benign that computes the number")
  func head() throws {
    var recorder = ready()
    #expect(recorder.run(Self.sweep) == nil)
    let table = try #require(recorder.session.table("grid"))
    let file = folder.path + "/part"
    let part = try Store.beginPart(file, WorkDivision.head)
    try part.record(.measured([1]), of: table.identities(at: .init(cell: 0, number: 0))[0])
    try part.finishPart(file)
    #expect(try recorder.store?.merge(file, WorkDivision.head, isMixed: false).numbers == 1)
  }
}

extension Datum {
  fileprivate var number: Double? { if case .number(let number) = self { number } else { nil } }
}
