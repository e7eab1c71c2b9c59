// SPDX-License-Identifier: Apache-2.0

import BenignCharts
import BenignCore
import Concurrency
import TestSupport
import Testing

@testable import BenignLanguage

struct StatementTests {
  static let setup = "mixture n=20 p=500 mu=5 seed=1\nnetwork m=6 gamma=0.3\n"

  private func ready() -> Recorder {
    var recorder = Recorder()
    #expect(recorder.run(Self.setup) == nil)
    return recorder
  }

  @Test("mixture and network answer with one line of their keys each")
  func definitions() {
    let recorder = ready()
    #expect(
      recorder.text == """
        mixture gaussian: n=20 p=500 mu=5 noise=1 flip=0 seed=1
        network: m=6 gamma=0.3 positive=3 init=1e-08 outer=0.40825 seed=0

        """)
  }

  @Test("a later key may use an earlier one, a variable and a setting, in that order")
  func nameOrder() {
    var recorder = ready()
    let code = "p = 7\nmixture n=10 p=20*n mu=p^0.5\nn = 3\nprint n, p, mu\nprint n, mixture.seed"
    #expect(recorder.run(code) == nil)
    #expect(recorder.text.hasSuffix("3 7 14.142135623730951\n3 0\n"))
  }

  @Test(
    "arguments are checked before anything else, in every state",
    arguments: [
      ("network m=0 gamma=0.2", Diagnostic.Kind.invalidArgument), ("step lr=0", .invalidArgument),
      ("step 0", .invalidArgument), ("run", .invalidArgument), ("flow", .invalidArgument),
      ("flow time=0", .invalidArgument), ("run steps=0", .invalidArgument),
      ("run steps=10 loss=hing", .invalidArgument), ("mixture n=10 p=20", .invalidArgument),
      ("mixture gausian n=10 p=20 mu=1", .invalidArgument),
      ("network m=2 gamma=2", .invalidArgument),
      ("network m=2.5 gamma=0.2", .invalidArgument), ("mixture n=true p=20 mu=1", .invalidArgument),
      ("network m=2 gamma=0.5 positive=3", .invalidArgument), ("step title=3", .invalidArgument),
      ("network m=2", .invalidArgument), ("use", .invalidArgument), ("use loss", .invalidArgument),
      ("fork b from=nosuch", .unknownName), ("network m=2 m=3", .syntax),
      ("run leap=1 steps=2", .invalidArgument),
    ])
  func argumentsFirst(code: String, kind: Diagnostic.Kind) {
    var empty = Recorder()
    #expect(empty.run(code)?.kind == kind)
    var recorder = ready()
    let before = recorder.session.experiment.step
    #expect(recorder.run(code)?.kind == kind)
    #expect(recorder.session.experiment.step == before)
  }

  @Test(
    "what is not defined yet is said",
    arguments: [
      "step", "direction", "error", "conditions", "state", "misalignment", "n", "gamma",
      "trajectory.loss", "export experiment \"/tmp/none.json\"",
    ])
  func notReady(code: String) {
    var recorder = Recorder()
    #expect(recorder.run(code)?.kind == .notReady)
  }

  @Test("None counts as not given, and a word may come from a variable as a string")
  func noneAndWords() {
    var recorder = ready()
    let code = "kind = \"logistic\"\nlogistic = 3\nrun steps=5 until=None loss=kind\nprint t"
    #expect(recorder.run(code) == nil)
    #expect(recorder.session.experiment.loss == .logistic)
    #expect(recorder.run("network\nrun steps=5 loss=logistic") == nil)
    #expect(recorder.session.experiment.loss == .logistic)
  }

  @Test("until ends a run at the first step where it holds, and does not see the statement's keys")
  func until() {
    var recorder = ready()
    #expect(recorder.run("run steps=1000 loss=logistic until=loss<10") == nil)
    #expect(recorder.run("loss < 10 and t < 1000") == nil)
    #expect(recorder.text == "true\n")
    #expect(recorder.run("a = t\nrun until=true\nt == a") == nil)
    #expect(recorder.text.hasSuffix("true\n"))
  }

  @Test("an interrupted run keeps its steps and says where it stopped")
  func interrupted() {
    var recorder = ready()
    let diagnostic = recorder.run(
      "run steps=1e9 leap=false",
      stop: .after(50))
    #expect(diagnostic?.kind == .interrupted)
    let step = recorder.session.experiment.step
    #expect(step > 0)
    #expect(diagnostic?.message == "Stopped at step \(NumberText(step)); `run` continues.")
  }

  @Test("df and tail read the noise that has them, and are None elsewhere")
  func noiseSettings() {
    var recorder = Recorder()
    let code = """
      mixture student n=10 p=50 mu=2 df=3
      print df, tail
      mixture pareto n=10 p=50 mu=2 tail=2.5
      print df, tail
      """
    #expect(recorder.run(code) == nil)
    #expect(recorder.text.contains("\n3 None\n"))
    #expect(recorder.text.hasSuffix("\nNone 2.5\n"))
  }

  @Test("flow moves the time and leaves t, and a plot then goes by time")
  func flow() {
    var recorder = ready()
    #expect(recorder.run("step 2\nflow time=10 until=loss<1e-2\nt == 2 and loss <= 1e-2") == nil)
    #expect(recorder.text.hasSuffix("true\n"))
    #expect(recorder.run("plot loss") == nil)
    guard case .figure(let figure) = recorder.events.first else {
      Issue.record("no figure: \(recorder.events)")
      return
    }
    #expect(figure.x.label == "time")
  }

  @Test("a learning rate that is too large ends in Diverged with the last finite state")
  func diverged() {
    var recorder = Recorder()
    let setup = "mixture n=40 p=10 mu=0.1 flip=0.3 seed=1\nnetwork m=6 gamma=0.3\n"
    let diagnostic = recorder.run(setup + "run steps=1000 lr=10")
    #expect(diagnostic?.kind == .diverged)
    #expect(recorder.run("loss < inf and diverged") == nil)
    #expect(recorder.text == "true\n")
  }

  @Test("experiments stand side by side")
  func experiments() {
    var recorder = ready()
    let code = """
      run steps=3
      fork b
      run steps=4
      use main
      print t, b.t, b.n
      fork b from=main
      print b.t
      use fresh
      """
    #expect(recorder.run(code) == nil)
    #expect(recorder.text.contains("\n3 7 20\n"))
    #expect(recorder.text.hasSuffix("b: a copy of main at t = 3\n3\nfresh: a new experiment\n"))
    #expect(recorder.run("t")?.kind == .notReady)
  }

  @Test("a subshell asks and changes nothing")
  func subshell() {
    var recorder = ready()
    for code in ["a = 1", "step", "use b", "reset", "network"] {
      #expect(recorder.run(code, access: .reading)?.kind == .busy, "\(code)")
    }
    #expect(recorder.run("print t\nstate\nhelp run\n1 + 1", access: .reading) == nil)
  }

  @Test("the recorded run can be read, with what was recorded besides")
  func trajectory() {
    var recorder = ready()
    #expect(recorder.run("run steps=100 record=[loss/n, limit_error, loss]") == nil)
    #expect(recorder.run("len(trajectory.t) == len(trajectory.limit_error)") == nil)
    #expect(recorder.text == "true\n")
    #expect(recorder.run("trajectory.los")?.suggestion == "loss")
    #expect(recorder.run("trajectory.test_error")?.suggestion == "run … record=[test_error]")
  }
}
