// SPDX-License-Identifier: Apache-2.0

import BenignCore
import BenignStore
import Concurrency
import TestSupport
import Testing

@testable import BenignLanguage

/// What stays where a setting is not given, and which of two things of one name is meant.
struct KeptSettingsTests {
  private static let setup =
    "mixture n=16 p=200 mu=3 seed=1 flip=0.1\nnetwork m=6 gamma=0.3 seed=4\n"

  private func ready() -> Recorder {
    var recorder = Recorder()
    #expect(recorder.run(Self.setup) == nil)
    return recorder
  }

  private func number(_ recorder: inout Recorder, _ expression: String) -> Double {
    #expect(recorder.run(expression) == nil)
    guard case .value(let value) = recorder.events.last else { return .nan }
    return value.asNumber ?? .nan
  }

  @Test("a sweep of one cell has the digits of network and run by hand", arguments: 1...40)
  func property(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let losses = ["exponential", "logistic", "hinge"]
    let rates = ["auto", "0.001", "0.01", "2e-4"]
    var recorder = ready()
    for _ in 0..<Int.random(in: 1...3, using: &generator) {
      var keys = ""
      if Bool.random(using: &generator) {
        keys += " lr=\(rates[Int.random(in: 0..<4, using: &generator)])"
      }
      let isStart = recorder.session.experiment.step == 0
      if isStart, Bool.random(using: &generator) {
        keys += " loss=\(losses[Int.random(in: 0..<3, using: &generator)])"
      }
      if isStart, Bool.random(using: &generator) { keys += " reduction=mean" }
      #expect(recorder.run("run steps=\(Int.random(in: 1...40, using: &generator))\(keys)") == nil)
      if Bool.random(using: &generator) { #expect(recorder.run("network") == nil) }
      if Bool.random(using: &generator) { #expect(recorder.run("fork f\(seed)") == nil) }
    }
    let network = Bool.random(using: &generator) ? "m=5 gamma=0.6" : "m=6 gamma=0.3"
    let given = Bool.random(using: &generator) ? " lr=5e-4" : ""
    let sweep = "sweep s \(network) seed=1 network.seed=2 steps=60\(given) measure=[loss, norm, t]"
    #expect(recorder.run(sweep) == nil, "seed \(seed)")
    let cell = try #require(recorder.session.table("s")?.cells.first)
    #expect(recorder.run("network \(network) seed=2\nrun steps=60\(given)") == nil, "seed \(seed)")
    let byHand = ["loss", "norm", "t"].map { number(&recorder, $0) }
    #expect(cell.outcomes == [.measured(byHand)], "seed \(seed)")
  }

  @Test("network keeps loss, reduction and a rate that was given; a rate by the rule is found anew")
  func network() {
    var recorder = ready()
    #expect(recorder.run("run steps=5 lr=0.003 loss=logistic reduction=mean\nnetwork\nstep") == nil)
    #expect(recorder.session.experiment.learningRate == 0.003)
    #expect(recorder.session.experiment.loss == .logistic)
    #expect(recorder.session.experiment.reduction == .mean)
    #expect(recorder.run("network\nstep lr=auto loss=exponential reduction=sum\nstep 9") == nil)
    let rate = recorder.session.experiment.learningRate
    #expect(rate != 0.003)
    #expect(recorder.run("network\nstep") == nil)
    #expect(recorder.session.experiment.learningRate == rate)
    var fresh = ready()
    #expect(fresh.run("step") == nil)
    #expect(fresh.session.experiment.learningRate == rate)
  }

  @Test("new data begin with the defaults")
  func data() {
    var recorder = ready()
    #expect(
      recorder.run("run steps=5 lr=0.003 loss=logistic reduction=mean\n" + Self.setup + "step")
        == nil)
    #expect(recorder.session.experiment.loss == .exponential)
    #expect(recorder.session.experiment.reduction == .sum)
    #expect(recorder.session.experiment.learningRate != 0.003)
  }

  @Test("a rate with which no step could be taken is not kept")
  func diverged() {
    var recorder = ready()
    #expect(recorder.run("run steps=5 lr=1e300")?.kind == .diverged)
    #expect(recorder.run("network\nrun steps=5") == nil)
    #expect((recorder.session.experiment.learningRate ?? 1) < 1)
  }

  @Test("a file and a kept session bring the rule of the rate back", arguments: ["0.003", "auto"])
  func broughtBack(rate: String) throws {
    let folder = try ScratchFolder()
    var recorder = ready()
    #expect(
      recorder.run("run steps=5 lr=\(rate)\nexport experiment \"\(folder.path)/e.json\"") == nil)
    let kept = try RestoredSession(KeptSession.parts(of: recorder.session))
    let rule = recorder.session.experiment.learningRateRule
    #expect(rule == (rate == "auto" ? .automatic : .fixed(0.003)))
    #expect(kept.session.experiment.learningRateRule == rule)
    #expect(recorder.run("use b\nload \"\(folder.path)/e.json\"") == nil)
    #expect(recorder.session.experiment.learningRateRule == rule)
  }

  // MARK: Variables that bear the names of settings

  @Test("in what trains an experiment its settings come before variables")
  func shadows() throws {
    var recorder = Recorder()
    let code = """
      n = 7
      mixture n=100 p=2000 mu=2
      network m=4 gamma=0.5
      sweep a mu=[1, 2] p=20*n steps=n measure=[rho * n, t]
      """
    #expect(recorder.run(code) == nil)
    let table = try #require(recorder.session.table("a"))
    #expect(table.cells.map(\.mixture?.dimension) == [2000, 2000])
    #expect(table.column("t") == [.number(100), .number(100)])
    #expect(table.column("rho * n") == [.number(5), .number(20)])
    #expect(recorder.run("run steps=n until=t >= n - 1\nprint t, n") == nil)
    #expect(recorder.text.hasSuffix("99 7\n"))
  }

  @Test("a sweep's own key is the cell's setting, even where nothing is defined yet")
  func cellKeys() throws {
    var recorder = Recorder()
    #expect(recorder.run("n = 7\nsweep a n=[10, 20] p=20*n mu=3 measure=1*n") == nil)
    #expect(recorder.session.table("a")?.column("1 * n") == [.number(10), .number(20)])
    #expect(recorder.session.table("a")?.cells.map(\.mixture?.dimension) == [200, 400])
  }

  @Test("a key given by its own name is the variable, as programs with parameters write it")
  func parameters() {
    var recorder = Recorder()
    let code = """
      n = 12
      p = 90
      lr = 0.002
      mixture n=n p=p mu=3
      network m=4 gamma=0.5
      run steps=5 lr=lr
      """
    #expect(recorder.run(code) == nil)
    #expect(recorder.session.experiment.mixture?.points == 12)
    #expect(recorder.session.experiment.learningRate == 0.002)
    #expect(recorder.run("lr = 0.004\nn = 14\nmixture n=n p=p/2 mu=3\nrun steps=5 lr=lr") == nil)
    #expect(recorder.session.experiment.mixture?.points == 14)
    #expect(recorder.session.experiment.learningRate == 0.004)
  }

  @Test("an assignment to a setting's name warns, others do not")
  func warns() {
    var recorder = Recorder()
    #expect(recorder.run("n = 7") == nil)
    #expect(
      recorder.text.hasPrefix("warning: n is also a setting: in the keys of step, run, flow, sweep")
    )
    #expect(recorder.events.count == 1)
    #expect(recorder.run("init = 0") == nil)
    #expect(recorder.events.count == 1)
    #expect(recorder.run("steps = 7\nnn = 2") == nil)
    #expect(recorder.events.isEmpty)
  }

  @Test("drop takes a variable away, and undo brings it back")
  func drop() {
    var recorder = Recorder()
    #expect(recorder.run("n = 7\nx = 1") == nil)
    #expect(recorder.run("drop n") == nil)
    #expect(recorder.text == "dropped the variable n\n")
    #expect(recorder.session.variables.keys.sorted() == ["x"])
    #expect(recorder.run("undo\nprint n") == nil)
    #expect(recorder.text.hasSuffix("7\n"))
    #expect(recorder.run("drop y")?.expected == "one of main, n, x")
    let names = Completion.completions(in: SourceText("drop n"), at: 6, of: recorder.session)
    #expect(names.items.map(\.text) == ["n"])
    #expect(recorder.run("verify") == nil)
    #expect(recorder.text.contains("identical"))
  }
}
