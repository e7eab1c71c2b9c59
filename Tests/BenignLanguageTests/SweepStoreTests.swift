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
}
