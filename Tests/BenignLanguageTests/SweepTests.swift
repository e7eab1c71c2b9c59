// SPDX-License-Identifier: Apache-2.0

import BenignCore
import BenignStore
import Concurrency
import Synchronization
import Testing

@testable import BenignLanguage

struct SweepTests {
  static let setup = "mixture n=20 p=300 mu=3 seed=1 flip=0.1\nnetwork m=6 gamma=0.3 seed=4\n"

  static func ready(_ code: String = SweepTests.setup) -> Recorder {
    var recorder = Recorder()
    #expect(recorder.run(code) == nil)
    return recorder
  }

  /// What some statements leave behind, and the table of the last sweep among them.
  static func swept(
    _ code: String, after setup: String = SweepTests.setup
  ) throws -> (recorder: Recorder, table: SweepTable) {
    var recorder = ready(setup)
    #expect(recorder.run(code) == nil)
    return (recorder, try #require(recorder.session.tables.last))
  }

  /// A store in which the first outcome of a sweep's second cell is a number that nobody could compute, in the hands of a session that knows nothing else of the sweep.
  static func marked(
    _ code: String, in folder: ScratchFolder
  ) throws -> (table: SweepTable, other: Recorder) {
    var (first, second) = (ready(), ready())
    first.store = Store(folder: folder.path + "/data")
    second.store = first.store
    #expect(first.run(code) == nil)
    let table = try #require(first.session.tables.last)
    let identity = table.identities(at: SweepQueue.Place(cell: 1, number: 0))[0]
    try first.store?.record(.measured([-7]), of: identity)
    return (table, second)
  }

  /// The numbers of an expression that statements written one by one yield.
  private func numbers(_ code: String, _ expressions: [String]) -> [Double] {
    var recorder = Recorder()
    var numbers: [Double] = []
    let diagnostic = recorder.run(code)
    #expect(diagnostic == nil || diagnostic?.kind == .diverged, "\(code)")
    for expression in expressions {
      #expect(recorder.run(expression) == nil)
      guard case .value(let value) = recorder.events.last else { continue }
      numbers.append(value.asNumber ?? .nan)
    }
    return numbers
  }

  @Test(
    "each cell is what mixture, network and run say by hand, bit by bit, for any number of workers",
    arguments: [1, 2])
  func byHand(workers: Int) throws {
    var recorder = Self.ready()
    let measures = ["misalignment", "test_error", "loss / n", "interpolates"]
    let code = """
      sweep grid n=[10, 16] p=20*n gamma=[0.2, 0.6] loss=["exponential", logistic] repeat=2
        steps=500 measure=[\(measures.joined(separator: ", "))] workers=\(workers)
      """
    #expect(recorder.run(code) == nil)
    let table = try #require(recorder.session.table("grid"))
    #expect(table.keys == ["n", "gamma", "loss"])
    #expect(table.measures == measures)
    #expect(table.cells.count == 8)
    #expect(recorder.session.experiment.step == 0)
    for cell in table.cells {
      guard case .number(let n) = cell.settings[0], case .number(let gamma) = cell.settings[1],
        case .text(let loss) = cell.settings[2]
      else {
        Issue.record("settings: \(cell.settings)")
        continue
      }
      for number in 0..<2 {
        let statements = """
          mixture n=\(Int(saturating: n)) p=\(20 * Int(saturating: n)) mu=3 seed=\(1 + number) flip=0.1
          network m=6 gamma=\(gamma) seed=\(4 + number)
          run steps=500 loss=\(loss)
          """
        #expect(
          cell.outcomes[number] == .measured(numbers(statements, measures)), "\(statements)")
      }
    }
  }

  @Test("a flow, a condition, noise that is streamed and a spectrum are swept like any key")
  func otherKeys() throws {
    var recorder = Self.ready()
    let code = """
      sweep flows flip=0 kind=[gaussian, student] df=3 cov=[isotropic, [[2, 100], [1, 200]], powerlaw(1)]
        time=[1, 100] measure=margin
      sweep ends until=[loss < 5, loss < 5 / n] lr=[auto, 0.01] measure=t
      """
    #expect(recorder.run(code) == nil)
    let flows = try #require(recorder.session.table("flows"))
    #expect(flows.cells.count == 12)
    for (index, cell) in flows.cells.enumerated() {
      let kind = index < 6 ? "gaussian" : "student df=3"
      let cov = ["isotropic", "[[2, 100], [1, 200]]", "powerlaw(1)"][index / 2 % 3]
      let statements = """
        mixture \(kind) n=20 p=300 mu=3 seed=1 cov=\(cov)
        network m=6 gamma=0.3 seed=4
        flow time=\([1, 100][index % 2])
        """
      #expect(cell.outcomes != [.diverged])
      #expect(cell.outcomes == [.measured(numbers(statements, ["margin"]))], "\(statements)")
    }
    let ends = try #require(recorder.session.table("ends"))
    #expect(ends.column("until")?.first == .text("loss < 5"))
    for (index, cell) in ends.cells.enumerated() {
      let until = ["loss < 5", "loss < 5 / n"][index / 2]
      let statements = "\(Self.setup)run until=\(until) lr=\(["auto", "0.01"][index % 2])"
      #expect(cell.outcomes == [.measured(numbers(statements, ["t"]))], "\(statements)")
    }
  }

  @Test(
    "runs that share their data, network or both have the digits of runs that share nothing",
    arguments: [
      "student df=3", "gaussian", "gaussian cov=powerlaw(1)", "uniform cov=powerlaw(0.5)",
    ])
  func shared(kind: String) throws {
    let data = "mixture \(kind) n=12 p=300 mu=3 seed=1\n"
    var recorder = Self.ready(data)
    let sweep = """
      sweep grid m=[4, 6] gamma=[0.2, 0.6] lr=[auto, 0.01] steps=60
        measure=[margin, limit_margin]
      """
    #expect(recorder.run(sweep) == nil)
    let table = try #require(recorder.session.table("grid"))
    for (index, cell) in table.cells.enumerated() {
      let statements = """
        \(data)network m=\([4, 6][index / 4]) gamma=\([0.2, 0.6][index / 2 % 2])
        run steps=60 lr=\(["auto", "0.01"][index % 2])
        """
      let expected = numbers(statements, ["margin", "limit_margin"])
      #expect(cell.outcomes == [.measured(expected)], "\(statements)")
    }
  }

  @Test(
    "keys that are not listed keep their values; positive and outer follow m from their defaults")
  func present() throws {
    var recorder = Self.ready()
    #expect(recorder.run("run steps=3 loss=logistic reduction=mean") == nil)
    #expect(recorder.run("sweep widths m=[4, 9] steps=50 measure=loss") == nil)
    let table = try #require(recorder.session.table("widths"))
    for (cell, m) in zip(table.cells, [4, 9]) {
      let network = try #require(cell.network)
      #expect(network == NetworkDefinition(neurons: m, negativeSlope: 0.3, seed: 4))
      let statements = """
        mixture n=20 p=300 mu=3 seed=1 flip=0.1
        network m=\(m) gamma=0.3 seed=4
        run steps=50 loss=logistic reduction=mean
        """
      #expect(cell.outcomes == [.measured(numbers(statements, ["loss"]))])
    }
    #expect(recorder.session.experiment.step == 3)
    #expect(recorder.run("network m=6 gamma=0.3 positive=2 outer=0.5") == nil)
    #expect(recorder.run("sweep widths m=[4, 9] measure=separable") == nil)
    let kept = try #require(recorder.session.table("widths"))
    #expect(kept.cells.map(\.network?.positiveNeurons) == [2, 2])
    #expect(kept.cells.map(\.network?.outerWeight) == [0.5, 0.5])
  }

  @Test("seed sets both seeds, mixture.seed and network.seed one, and a repeat adds to both")
  func seeds() throws {
    var recorder = Self.ready()
    #expect(recorder.run("sweep a seed=[5, 6] steps=9 repeat=2 measure=loss") == nil)
    #expect(recorder.run("sweep b mixture.seed=[5, 6] steps=9 measure=loss") == nil)
    #expect(recorder.run("sweep c network.seed=[5, 6] seed=2 steps=9 measure=loss") == nil)
    let outcome = { (data: Int, network: Int) in
      let code = """
        mixture n=20 p=300 mu=3 seed=\(data) flip=0.1
        network m=6 gamma=0.3 seed=\(network)
        run steps=9
        """
      return SweepTable.Outcome.measured(numbers(code, ["loss"]))
    }
    let outcomes = { (name: String) in recorder.session.table(name)?.cells.map(\.outcomes) }
    #expect(outcomes("a") == [[outcome(5, 5), outcome(6, 6)], [outcome(6, 6), outcome(7, 7)]])
    #expect(outcomes("b") == [[outcome(5, 4)], [outcome(6, 4)]])
    #expect(outcomes("c") == [[outcome(2, 5)], [outcome(2, 6)]])
  }

  @Test("a cell that cannot be computed is failed with its reason, and ends nothing")
  func failed() throws {
    var recorder = Self.ready()
    #expect(recorder.run("sweep sizes n=[20, 500_000, 30] measure=[rho, separable]") == nil)
    let table = try #require(recorder.session.table("sizes"))
    #expect(table.cells.map(\.hasFailed) == [false, true, false])
    #expect(table.cells[1].failure?.contains("GiB") == true)
    guard case .warning(let warning) = recorder.events.first else {
      Issue.record("no warning: \(recorder.events)")
      return
    }
    #expect(warning.hasPrefix("warning: 1 of 3 runs failed; the first, n = 500000: An experiment"))
    #expect(table.column("rho")?[1] == Value.none)
  }

  @Test(
    "an interrupted sweep keeps what is done; the same sweep again completes it, with the same digits"
  )
  func interrupted() throws {
    let sweep = "sweep grid gamma=linspace(0.1, 0.9, 40) steps=20_000 leap=false measure=margin"
    var recorder = Self.ready()
    var wasSeen = false
    let diagnostic = recorder.run(
      sweep, stop: StopSignal { wasSeen },
      publish: { session in
        guard let table = session.table("grid") else { return }
        wasSeen = table.missingCells < table.cells.count
      })
    #expect(diagnostic?.kind == .interrupted)
    let partial = try #require(recorder.session.table("grid"))
    #expect((1..<40).contains(partial.missingCells))
    #expect(diagnostic?.message.contains("\(40 - partial.missingCells) of 40 runs") == true)
    #expect(recorder.events.allSatisfy { if case .report = $0 { false } else { true } })
    #expect(recorder.run(sweep) == nil)
    var other = Self.ready()
    #expect(other.run(sweep) == nil)
    #expect(recorder.session.table("grid") == other.session.table("grid"))
  }

  @Test(
    "what is known is not computed again, whatever table it stands in and whatever is measured besides"
  )
  func known() throws {
    var recorder = Self.ready()
    #expect(recorder.run("sweep small mu=[1, 2] steps=30 measure=[loss, norm]") == nil)
    // A mark that nobody could compute.
    recorder.session.tables[0].cells[1].outcomes[0] = .measured([-1, -2])
    #expect(recorder.run("a = 1\nsweep large mu=[0.5, 1, 2, 3] steps=30 measure=loss") == nil)
    let losses = try #require(recorder.session.table("large")?.column("loss")).map(\.asNumber)
    #expect(losses[2] == -1)
    #expect(losses[0] != nil && losses[3] != nil && losses[1] != -1)
    for code in [
      "sweep other mu=2 steps=31 measure=loss", "sweep other mu=2 steps=30 points=99 measure=loss",
      "sweep other mu=2 steps=30 seed=1 measure=loss", "sweep other mu=2 steps=30 measure=a*loss",
      "sweep other mu=2 steps=30 m=7 measure=loss",
    ] {
      #expect(recorder.run(code) == nil)
      #expect(recorder.session.table("other")?.column("loss")?.first != .number(-1), "\(code)")
    }
    #expect(recorder.run("mixture n=20 p=300 mu=9 seed=1 flip=0.1") == nil)
    #expect(recorder.run("sweep other mu=2 steps=30 measure=loss") == nil)
    #expect(recorder.session.table("other")?.column("loss") == [.number(-1)])
  }

  @Test("a variable, another experiment and a table stand with their values for what is measured")
  func closed() throws {
    var recorder = Self.ready()
    let code = """
      run steps=5
      fork b
      k = 3
      sweep grid mu=[1, 2] steps=5 until=norm > b.norm * k measure=[norm / b.norm, k * n, loss + max(trajectory.loss)]
      k = 4
      sweep again mu=[1, 2] steps=5 measure=[k * n, grid.mu[1] * m]
      """
    #expect(recorder.run(code) == nil)
    let table = try #require(recorder.session.table("grid"))
    #expect(table.column("k * n") == [.number(60), .number(60)])
    #expect(recorder.run("b.norm") == nil)
    guard case .value(.number(let norm)) = recorder.events.last else {
      Issue.record("no number")
      return
    }
    let by = "mixture n=20 p=300 mu=2 seed=1 flip=0.1\nnetwork m=6 gamma=0.3 seed=4\nrun steps=5"
    #expect(
      table.cells[1].outcomes == [
        .measured(numbers(by, ["norm / \(NumberText(norm))", "60", "loss + max(trajectory.loss)"]))
      ])
    let again = try #require(recorder.session.table("again"))
    #expect(again.column("k * n") == [.number(80), .number(80)])
    #expect(again.column("grid.mu[1] * m") == [.number(12), .number(12)])
  }

  @Test(
    "a data set is swept by seed, network and training; its file's content is part of what is known"
  )
  func dataset() throws {
    let folder = try ScratchFolder()
    let path = try folder.write(DataFiles.clusters(rows: 40, features: 5, seed: 3), to: "a.csv")
    let load = "dataset \"\(path)\" label=\"class\" seed=2\nnetwork m=4 gamma=0.3\n"
    var recorder = Self.ready(load)
    let sweep = "sweep grid m=[4, 6] seed=[2, 3] steps=50 measure=[test_error, bayes_error, loss]"
    #expect(recorder.run(sweep) == nil)
    let table = try #require(recorder.session.table("grid"))
    let by = """
      dataset "\(path)" label="class" seed=3
      network m=6 gamma=0.3 seed=3
      run steps=50
      """
    let expected = numbers(by, ["test_error", "loss"])
    guard case .measured(let values) = table.cells[3].outcomes[0] else {
      Issue.record("not measured")
      return
    }
    #expect([values[0], values[2]] == expected && values[1].isNaN)
    #expect(recorder.run("sweep grid n=[4, 6] measure=separable")?.kind == .invalidArgument)
    #expect(recorder.run("sweep grid mixture.seed=3 measure=separable")?.suggestion == "seed")
    try folder.write(DataFiles.clusters(rows: 40, features: 5, seed: 4), to: "a.csv")
    #expect(recorder.run(sweep) == nil)
    #expect(recorder.session.table("grid")?.column("loss") != table.column("loss"))
  }

  @Test("a subshell sweeps nothing, and meanwhile sees the table grow")
  func published() {
    var recorder = Self.ready()
    #expect(recorder.run("sweep a mu=1 measure=rho", access: .reading)?.kind == .busy)
    #expect(recorder.run("drop a", access: .reading)?.kind == .busy)
    var seen: [Int] = []
    let code = "sweep grid gamma=linspace(0.1, 0.9, 30) steps=20_000 leap=false measure=margin"
    #expect(
      recorder.run(code, publish: { session in seen += session.tables.map(\.missingCells) }) == nil)
    #expect(seen.first == 30 && seen.last == 0)
    #expect(zip(seen, seen.dropFirst()).allSatisfy { $0 >= $1 })
    #expect(seen.contains { (1..<30).contains($0) })
    #expect(recorder.run("show grid\ngrid.margin", access: .reading) == nil)
  }

  @Test("an error in a cell is found before anything is computed, and the table stays as it was")
  func checked() throws {
    var recorder = Self.ready()
    #expect(recorder.run("sweep grid mu=[1, 2] measure=rho") == nil)
    let before = recorder.session.tables
    for code in [
      "sweep grid p=[30, 40] cov=[[1, 10], [4, 20]] measure=rho",
      "sweep grid m=[8, 2] positive=3 measure=rho", "sweep grid mu=[1, -1] measure=rho",
      "sweep grid mean=axis(300) measure=rho", "sweep grid mu=[1, 2] measure=loss",
      "sweep grid kind=[gaussian, student] measure=rho", "sweep grid df=3 measure=rho",
      "sweep grid mu=1..1000 p=1..1000 measure=rho", "sweep grid mu=[] measure=rho",
    ] {
      let diagnostic = recorder.run(code)
      #expect(diagnostic != nil && diagnostic?.range != nil, "\(code)")
      #expect(recorder.session.tables == before)
    }
    let cell = recorder.run("sweep grid p=[30, 40] cov=[[1, 10], [4, 20]] measure=rho")
    #expect(cell?.message.hasSuffix("in the cell p = 40.") == true)
  }
}
