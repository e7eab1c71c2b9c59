// SPDX-License-Identifier: Apache-2.0

import BenignCore
import Testing

@testable import BenignLanguage

/// Seeds that cells have in common, or of their own.
struct SeedPlanTests {
  private static let sweep = "mu=[2, 3, 4] repeat=3 steps=20 measure=loss"

  private func seeds(_ table: SweepTable) -> [[UInt64?]] {
    table.cells.map { [$0.mixture?.seed, $0.network?.seed] }
  }

  @Test("each cell has its own seeds, the same in every sweep, and its numbers are those by hand")
  func independent() throws {
    var recorder = SweepTests.ready()
    #expect(recorder.run("sweep a \(Self.sweep) seeds=independent") == nil)
    let table = try #require(recorder.session.table("a"))
    let all = seeds(table).flatMap { $0.compactMap { $0 } }
    #expect(Set(all).count == 6)
    #expect(all.allSatisfy { $0 < 1 << 52 })
    // Another order, other cells beside them, another session.
    var other = SweepTests.ready()
    let code = "sweep b seeds=independent mu=[5, 3] repeat=3 steps=20 measure=loss"
    #expect(other.run(code) == nil)
    let reordered = try #require(other.session.table("b"))
    #expect(seeds(reordered)[1] == seeds(table)[1])
    #expect(reordered.cells[1].outcomes == table.cells[1].outcomes)
    let (data, network) = (seeds(table)[1][0] ?? 0, seeds(table)[1][1] ?? 0)
    let hand = """
      mixture n=20 p=300 mu=3 seed=\(data + 2) flip=0.1
      network m=6 gamma=0.3 seed=\(network + 2)
      run steps=20
      loss
      """
    #expect(other.run(hand) == nil)
    guard case .value(let loss) = other.events.last else {
      Issue.record("no loss")
      return
    }
    #expect(table.cells[1].outcomes[2] == .measured([loss.asNumber ?? .nan]))
  }

  @Test("other given seeds are another draw, and common seeds are those that were given")
  func given() throws {
    var recorder = SweepTests.ready()
    let code = """
      sweep a \(Self.sweep) seeds=independent
      sweep b \(Self.sweep) seeds=independent seed=9
      sweep c \(Self.sweep) seeds=common
      sweep d \(Self.sweep)
      """
    #expect(recorder.run(code) == nil)
    let tables = recorder.session.tables
    #expect(Set(tables.prefix(2).flatMap { seeds($0) }).count == 6)
    #expect(tables[2].cells == tables[3].cells)
    #expect(seeds(tables[2]) == [[1, 4], [1, 4], [1, 4]])
    let refused = recorder.run("sweep e mu=[1, 2] measure=rho seeds=[common, independent]")
    #expect(refused?.kind == .invalidArgument)
  }

  @Test("the store finds what such a sweep has found")
  func stored() throws {
    let folder = try ScratchFolder()
    let code = "sweep a \(Self.sweep) seeds=independent"
    var second = try SweepTests.marked(code, in: folder).other
    #expect(second.run(code) == nil)
    #expect(second.session.table("a")?.cells[1].outcomes[0] == .measured([-7]))
  }
}
