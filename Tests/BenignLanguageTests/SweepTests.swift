// SPDX-License-Identifier: Apache-2.0

import BenignCore
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
      else { continue }
      for number in 0..<2 {
        let statements = """
          mixture n=\(Int(n)) p=\(20 * Int(n)) mu=3 seed=\(1 + number) flip=0.1
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
      sweep flows kind=[gaussian, student] df=3 cov=[isotropic, [[2, 100], [1, 200]], powerlaw(1)]
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
        mixture \(kind) n=20 p=300 mu=3 seed=1 flip=0.1 cov=\(cov)
        network m=6 gamma=0.3 seed=4
        flow time=\([1, 100][index % 2])
        """
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
}
