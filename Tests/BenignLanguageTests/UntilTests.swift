// SPDX-License-Identifier: Apache-2.0

import BenignCore
import Testing

@testable import BenignLanguage

/// Where a condition ends a run, against a session that takes one step a statement and asks after each.
struct UntilTests {
  private func number(_ code: String, _ recorder: inout Recorder) -> Double? {
    #expect(recorder.run(code) == nil, "\(code)")
    guard case .value(.number(let number)) = recorder.events.last else { return nil }
    return number
  }

  private func stopped(_ recorder: Recorder) -> String? {
    for case .report(let report) in recorder.events {
      guard case .object(let members) = report.document else { continue }
      if case .text(let word) = members.first(where: { $0.name == "stopped" })?.value {
        return word
      }
    }
    return nil
  }

  /// The first t at which a condition holds when it is asked after every single step.
  private func firstStep(_ setup: String, _ keys: String, _ condition: String, most: Int) -> Double?
  {
    var recorder = Recorder()
    #expect(recorder.run(setup) == nil)
    for t in 0...most {
      #expect(recorder.run(condition) == nil)
      if case .value(.boolean(true)) = recorder.events.last { return Double(t) }
      #expect(recorder.run("step \(keys)") == nil)
    }
    return nil
  }

  @Test("a run of the hinge loss stops at the step that is right, and not at the end of a burst")
  func hingeBurst() {
    var recorder = Recorder()
    let code = """
      mixture n=4 p=2 mu=0 seed=166950 flip=0.2
      network m=1 gamma=0.9 positive=0 init=0.1
      run steps=5000 until=loss<0.35575822 loss=hinge reduction=mean lr=0.1
      """
    #expect(recorder.run(code) == nil)
    #expect(stopped(recorder) == "until")
    #expect(number("t", &recorder) == 184)
  }

  @Test(
    "whatever the loss, a run stops where single steps first meet the condition",
    arguments: ["exponential", "logistic", "hinge"], UInt64(1)...6)
  func agreesWithSingleSteps(loss: String, seed: UInt64) {
    let setup = "mixture n=6 p=9 mu=1 seed=\(seed) flip=0.2\nnetwork m=3 gamma=0.5 init=0.1\n"
    let keys = "loss=\(loss) lr=\(["0.02", "0.05", "0.1"][Int(seed % 3)])"
    var probe = Recorder()
    #expect(probe.run(setup + "run steps=300 \(keys)") == nil)
    let threshold = 1.0001 * (number("loss", &probe) ?? 0)
    // The middle one holds for a while only.
    let conditions = [
      "loss < \(threshold)", "t == 123", "t > 40 and t < 43", "loss < 1.5*\(threshold) and t > 7",
      "loss < \(threshold) or not t < 290",
    ]
    for condition in conditions {
      guard let right = firstStep(setup, keys, condition, most: 320) else { continue }
      for leap in [true, false] {
        var recorder = Recorder()
        let run = "run steps=400 \(keys) leap=\(leap) until=\(condition)"
        #expect(recorder.run(setup + run) == nil)
        #expect(number("t", &recorder) == right, "\(run), seed \(seed)")
      }
    }
  }

  @Test(
    "a condition on t alone is met exactly, however far the leap that passes it",
    arguments: [
      ("t == 1234", 1234), ("t == 123456789", 123_456_789), ("t^2 == 1522756", 1234),
      ("t/1000 == 5000", 5e6), ("t >= 1e9 and t < 1e9 + 1", 1e9), ("log10(t) == 8", 1e8),
      ("t == 5 or t == 77777", 5), ("not t < 10_000", 1e4), ("1e6 <= t", 1e6),
      ("t == 77777.5 or t == 77779", 77779), ("t*1.0 != t or t == 4e15", 4e15),
    ] as [(String, Double)])
  func clock(condition: String, right: Double) {
    var recorder = Recorder()
    let run = "run steps=1e18 until=\(condition)"
    #expect(recorder.run(StatementTests.setup + run) == nil)
    #expect(stopped(recorder) == "until")
    #expect(number("t", &recorder) == right)
  }

  @Test("a window of a quantity that one leap crosses is found")
  func window() {
    var recorder = Recorder()
    #expect(recorder.run(StatementTests.setup + "run steps=1e6 leap=false points=2") == nil)
    let loss = number("loss", &recorder) ?? 0
    let condition = "loss < \(loss) and loss > \(loss)*(1 - 1e-4)"
    #expect(recorder.run("network\nrun steps=1e9 points=2 until=\(condition)") == nil)
    #expect(stopped(recorder) == "until")
    let t = number("t", &recorder) ?? 0
    #expect(abs(t - 1e6) <= 1, "\(t)")
  }

  @Test("flow stops in a window of time or loss, too")
  func flowWindow() {
    var recorder = Recorder()
    let flow = "flow time=1e9 points=2 until=loss < 1e-3 and loss > 0.999e-3"
    #expect(recorder.run(StatementTests.setup + flow) == nil)
    #expect(stopped(recorder) == "until")
    let loss = number("loss", &recorder) ?? 0
    #expect(loss < 1e-3 && loss > 1e-3 * (1 - 1e-6), "\(loss)")
  }

  @Test(
    "a condition without a value yet does not hold, and a run goes on to where it does",
    arguments: [
      "run steps=1000 until=misalignment<0.3", "run steps=1000 until=margin > 0",
      "run steps=1000 until=not 1 < angle*0.5", "flow time=100 until=misalignment<0.3",
      "run steps=1000 until=activation_step > 0", "run steps=1000 until=cosine > 0 or t > 900",
    ])
  func withoutValue(run: String) {
    var recorder = Recorder()
    let setup = "mixture n=20 p=500 mu=5 seed=1\nnetwork m=6 gamma=0.3 init=0\n"
    #expect(recorder.run(setup + run) == nil)
    #expect(stopped(recorder) == "until")
    #expect(number("time", &recorder) ?? 0 > 0)
    #expect(number("t", &recorder) ?? 1000 < 500)
  }

  @Test(
    "a condition that will never have a value is refused, and nothing is changed",
    arguments: ["misalignment < 0.1", "limit_margin > 0", "t > 10 and cosine > 0"])
  func neverAValue(condition: String) {
    var recorder = Recorder()
    let setup = "mixture n=40 p=4 mu=0.1 flip=0.3 seed=1\nnetwork m=6 gamma=0.3 init=0\n"
    #expect(recorder.run(setup) == nil)
    #expect(recorder.run("run steps=1000 until=\(condition)")?.kind == .invalidArgument)
    #expect(number("t", &recorder) == 0)
  }

  @Test(
    "a run whose condition never holds says so",
    arguments: ["run until=misalignment<1e-9", "flow until=misalignment<1e-9"])
  func limit(run: String) {
    var recorder = Recorder()
    #expect(recorder.run(StatementTests.setup + run) == nil)
    #expect(stopped(recorder) == "limit")
    let warnings = recorder.events.filter { if case .warning = $0 { true } else { false } }
    #expect(warnings.count == 1, "\(recorder.text)")
    #expect(number(run.hasPrefix("run") ? "t" : "time", &recorder) == 1e300)
  }

  @Test(
    "a run that reaches its steps, or flow its time, before its condition says that",
    arguments: [("run steps=1e20", "steps"), ("flow time=1e20", "time")])
  func arrival(run: String, word: String) {
    var recorder = Recorder()
    #expect(recorder.run(StatementTests.setup + run + " until=misalignment<1e-9") == nil)
    #expect(stopped(recorder) == word)
  }

  @Test("a cell of a sweep whose condition never holds has failed")
  func sweepLimit() {
    var recorder = Recorder()
    let sweep = "sweep ends until=[loss < 1, misalignment < 1e-9] measure=t"
    #expect(recorder.run(StatementTests.setup + sweep) == nil)
    #expect(recorder.run("ends.t[0] > 0 and ends.t[1] != ends.t[1]") == nil)
    #expect(recorder.text == "true\n")
  }

  private static let divergent = """
    mixture n=40 p=10 mu=0.1 flip=0.3 seed=1
    network m=6 gamma=0.3

    """

  @Test("a diverging run is a result where diverge=stop: the last finite state")
  func divergence() {
    var recorder = Recorder()
    #expect(recorder.run(Self.divergent + "run steps=1000 lr=10 diverge=stop") == nil)
    #expect(stopped(recorder) == "diverged")
    #expect(recorder.run("diverged and loss < inf and t < 1000") == nil)
    #expect(recorder.text == "true\n")
    #expect(recorder.run("network\nrun steps=1000 lr=10 diverge=error")?.kind == .diverged)
    #expect(
      recorder.run("run steps=1000 lr=10 diverge=\"stop\"\nnetwork\nrun steps=3 lr=auto") == nil)
    #expect(recorder.run("run steps=3 diverge=stops")?.suggestion == "diverge=stop")
    expectRefusal(
      &recorder, "sweep a lr=[1, 10] steps=1000 diverge=stop measure=loss",
      "diverge belongs to run")
  }

  private func expectRefusal(_ recorder: inout Recorder, _ code: String, _ beginning: String) {
    let diagnostic = recorder.run(code)
    #expect(diagnostic?.kind == .invalidArgument)
    #expect(
      diagnostic?.message.hasPrefix(beginning) == true, "\(diagnostic?.message ?? "no error")")
  }

  @Test(
    "no learning rate is blamed where the loss overflows at the start",
    arguments: ["init=1e4", "init=1e4 seed=3", "init=1e160", "init=1e200"])
  func overflow(keys: String) {
    for rate in ["auto", "1e-3"] {
      var recorder = Recorder()
      #expect(recorder.run("mixture n=20 p=500 mu=5\nnetwork m=6 gamma=0.3 \(keys)") == nil)
      expectRefusal(&recorder, "run steps=10 lr=\(rate)", "init is refused: a margin is ")
    }
  }

  @Test("lr=auto is refused where it would be infinite")
  func infiniteRate() {
    var recorder = Recorder()
    #expect(recorder.run("mixture n=1 p=100 mu=1\nnetwork m=1 gamma=0.3 init=1000 seed=1") == nil)
    // e^{−u} of its margin, 3479, is nothing, and what it would be divided by is infinite.
    expectRefusal(&recorder, "run steps=10 lr=auto", "lr is refused: auto finds no step size")
  }
}
