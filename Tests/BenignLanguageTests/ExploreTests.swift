// SPDX-License-Identifier: Apache-2.0

import BenignCharts
import Concurrency
import Testing

@testable import BenignLanguage

struct ExploreTests {
  private static let setup = "mixture gaussian n=30 p=4000 mu=6 seed=1\nnetwork m=8 gamma=0.3\n"

  /// What the last statement of a cell explores.
  private func explored(
    _ statement: String, after setup: String = ExploreTests.setup
  ) throws -> (exploration: Exploration, view: Exploration.View) {
    var recorder = Recorder()
    try #require(recorder.run(setup + statement) == nil)
    guard case .exploration(let exploration, let view) = recorder.events.last else {
      throw Diagnostic(.invalidArgument, "nothing is explored")
    }
    return (exploration, view)
  }

  @Test(
    "pairs are sliders, log-spaced where the ends are far apart and whole where the key is; other lists are menus"
  )
  func controls() throws {
    let statement =
      "explore mu=[1, 16] gamma=[0.1, 0.9] n=[20, 40] seed=[0, 9] p=[1e3, 1e6] kind=[student, uniform] df=3 steps=[10, 100, 1000]"
    let controls = try explored(statement).exploration.controls
    typealias Control = Exploration.Control
    #expect(
      controls == [
        Control("mu", .range(1...16, isLogarithmic: true, isWhole: false), start: 6),
        Control("gamma", .range(0.1...0.9, isLogarithmic: false, isWhole: false), start: 0.3),
        Control("n", .range(20...40, isLogarithmic: false, isWhole: true), start: 30),
        Control("seed", .range(0...9, isLogarithmic: false, isWhole: true), start: 5),
        Control("p", .range(1e3...1e6, isLogarithmic: true, isWhole: true), start: 4000),
        Control("kind", .menu(["student", "uniform"]), start: 0),
        Control("steps", .menu(["10", "100", "1000"]), start: 0),
      ])
  }

  @Test("a slider begins in the middle where the experiment stands outside of it")
  func middle() throws {
    let controls = try explored("explore mu=[10, 1000] gamma=[0.5, 0.7] steps=10").exploration
      .controls
    #expect(controls.map(\.start) == [100, 0.6])
  }

  @Test(
    "what a client sends is brought between the ends, and to digits that people read",
    arguments: [
      (3.162277660168379, 3.16), (3.9994, 4), (0.3, 1), (1e300, 16), (-.infinity, nil), (.nan, nil),
      (4, 4),
    ] as [(Double, Double?)])
  func settled(_ sent: Double, _ expected: Double?) {
    let control = Exploration.Control(
      "mu", .range(1...16, isLogarithmic: true, isWhole: false), start: 4)
    #expect(control.settled(sent) == expected)
    let linear = Exploration.Control(
      "gamma", .range(0...1, isLogarithmic: false, isWhole: false), start: 0)
    #expect(linear.settled(0.1 + 0.2) == 0.3)
    let menu = Exploration.Control("kind", .menu(["a", "b"]), start: 0)
    #expect([0, 1, 2, -1, .nan].map { menu.settled($0) } == [0, 1, nil, nil, nil])
  }

  @Test("a view is the picture and the numbers of its statements, and the session stays as it was")
  func views() throws {
    let (exploration, first) = try explored(
      "explore mu=[1, 16] gamma=[0.1, 0.9] p=100*n steps=1e3 plot=[loss, margin] show=[mu + 1, limit_error]",
      after: Self.setup + "step 7\n")
    #expect(first.setting == "mu = 6, gamma = 0.3")
    let view = exploration.view(at: [3, 0.5], stop: .never)
    let statements = try #require(exploration.statements(at: [3, 0.5]))
    #expect(
      statements == """
        mixture gaussian n=30 p=3000 mu=3 seed=1
        network m=8 gamma=0.5
        run steps=1000
        """)
    var recorder = Recorder()
    try #require(recorder.run(statements + "\nplot loss, margin") == nil)
    #expect(view.figure == recorder.figure)
    #expect(view.numbers?.rows.map { $0[0] } == ["mu + 1", "limit_error"])
    #expect(view.numbers?.rows[0][1] == "4")
  }

  @Test("statements say what is not usual, and what was given")
  func statements() throws {
    let setup = """
      mixture student n=30 p=4000 mu=6 df=5 noise=2 mean=axis(3) cov=powerlaw(0.5) seed=4
      network m=8 gamma=0.3 positive=3 init=1e-3

      """
    let (exploration, _) = try explored(
      "explore df=[3, 9] lr=auto loss=[logistic, hinge] until=train_error==0 steps=100",
      after: setup)
    #expect(
      exploration.statements(at: [5, 1]) == """
        mixture student n=30 p=4000 mu=6 cov=powerlaw(0.5) mean=axis(3) noise=2 df=5 seed=4
        network m=8 gamma=0.3 positive=3 init=0.001
        run steps=100 lr=auto loss=hinge until=train_error == 0
        """)
  }

  @Test("a setting that diverges is told in the view, and others are seen as before")
  func failures() throws {
    let (exploration, _) = try explored("explore lr=[0.01, 1e300] steps=100 leap=false")
    let view = exploration.view(at: [1e300], stop: .never)
    #expect(view.figure == nil && view.remarks[0].hasPrefix("Diverged: "))
    #expect(exploration.view(at: [0.01], stop: .never).figure != nil)
    let interrupted = exploration.view(at: [0.02], stop: StopSignal { true })
    #expect(interrupted.remarks[0].hasPrefix("Interrupted: "))
  }

  @Test("numbers alone need no training")
  func numbersAlone() throws {
    let view = try explored("explore mu=[1, 16] show=limit_error").view
    #expect(view.figure == nil && view.numbers?.rows.count == 1 && view.remarks.isEmpty)
  }

  @Test(
    "what cannot be explored is refused where it stands",
    arguments: [
      ("explore mu=4 steps=10", "nothing to move"), ("explore mu=[16, 1] steps=10", "no range"),
      ("explore mu=[1, 16]", "Nothing is recorded yet"),
      ("explore gamma=[0.5, 2] steps=10", "gamma cannot be"),
      ("explore mu=[1, 16] steps=10 plot=nothing", "Nothing is named nothing"),
      ("explore mu=[1, 16] steps=10 show=nothing", "Nothing is named nothing"),
      ("explore mu=[1, 16] time=10 steps=10", "steps belongs to gradient descent"),
    ])
  func refusals(_ statement: String, _ message: String) {
    var recorder = Recorder()
    let diagnostic = recorder.run(Self.setup + statement)
    #expect(diagnostic?.message.contains(message) ?? false, "\(diagnostic?.message ?? "none")")
    let range = diagnostic?.range ?? 0..<0
    #expect(range.lowerBound >= Self.setup.count)
  }

  @Test("a data set is explored without being read again")
  func dataset() throws {
    let folder = try ScratchFolder()
    try folder.write("x,y,label\n1,2,a\n2,1,a\n-1,-2,b\n-2,-1,b\n", to: "rows.csv")
    let setup =
      "dataset \"\(folder.path + "/rows.csv")\" label=\"label\" test=0\nnetwork m=4 gamma=0.3\n"
    let (exploration, view) = try explored("explore gamma=[0.1, 0.9] steps=100", after: setup)
    #expect(view.figure != nil)
    #expect(
      exploration.statements(at: [0.5])
        == "network m=4 gamma=0.5\nrun steps=100 lr=auto loss=exponential reduction=sum")
  }
}
