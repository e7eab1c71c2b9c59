// SPDX-License-Identifier: Apache-2.0

import BenignCore
import FoundationEssentials
import Testing

@testable import BenignLanguage

struct DatasetStatementTests {
  private let folder: ScratchFolder

  init() throws {
    folder = try ScratchFolder()
    try folder.write(DataFiles.clusters(rows: 40, features: 60, seed: 1), to: "two.csv")
    try folder.write("a,b,kind\n1,2,x\n3,4,y\n5,6,z\n7,8,x\n2,1,y\n", to: "three.csv")
  }

  /// A session whose variable `folder` names the files' folder.
  private func recorder(_ code: String = "") -> Recorder {
    var recorder = Recorder()
    recorder.session.set(.text(folder.path), as: "folder")
    #expect(recorder.run(code) == nil)
    return recorder
  }

  private static let two = "dataset folder + \"/two.csv\" label=\"class\" seed=3"
  private static let ready = two + "\nnetwork m=6 gamma=0.3 seed=2\n"

  private func member(_ name: String, of recorder: Recorder) -> Datum? {
    recorder.members.first { $0.name == name }?.value
  }

  @Test("a data set answers with what was read and which label is +1")
  func line() {
    #expect(
      recorder(Self.two).text
        == "dataset \"\(folder.path)/two.csv\": n=30 p=60 held_out=10, \"up\" is +1 (16 of 30)\n")
    let three = recorder(
      "dataset folder + \"/three.csv\" label=-1 positive=\"y\" negative=\"x\" test=0")
    #expect(
      three.text.contains("n=4 p=2 held_out=0 left_out=1, \"y\" is +1 (2 of 4)\nwarning: n > p"))
  }

  @Test("what a mixture can be asked for, a data set can too")
  func everything() {
    var recorder = recorder(Self.ready)
    for code in [
      "step", "run steps=200 record=[test_error]", "flow time=1", "direction",
      "error precision=0.1",
      "conditions", "state", "show", "plot misalignment", "plot trajectory.test_error",
      "plot margins", "plot scores", "plot gram", "plot alignment", "fork b",
      "network", "run until=loss<1 steps=1e6", "print n, p, m, network.seed, main.n, b.test_error",
    ] {
      #expect(recorder.run(code) == nil, "\(code)")
    }
    #expect(recorder.text.hasPrefix("30 60 6 2 30 0."))
  }

  @Test("the test error is counted on the held-out rows")
  func heldOut() {
    var recorder = recorder(Self.ready + "run steps=500\nerror")
    #expect(member("method", of: recorder) == .text("held out"))
    #expect(member("samples", of: recorder) == .number(10))
    #expect(
      recorder.run("round(10*test_error) == 10*test_error and observed_error == test_error") == nil)
    #expect(recorder.text == "true\n")
    #expect(recorder.run(Self.two + " test=0\nerror") == nil)
    #expect(member("test_error", of: recorder) == Datum.none)
    #expect(recorder.text.contains("no rows are held out: test=0"))
  }

  @Test("what only a mixture has is None for programs, and people are not told of it")
  func withoutMixture() {
    var recorder = recorder(Self.ready + "error")
    for name in [
      "predicted_error", "log10_predicted_error", "bayes_error", "log10_bayes_error",
      "excess_error", "verdict", "rho", "signal", "regime",
    ] {
      #expect(member(name, of: recorder) == Datum.none, "\(name)")
      #expect(recorder.run("\(name) == None\nerror") == nil)
    }
    #expect(recorder.text.hasPrefix("true\n"))
    for name in ["predicted_error", "bayes_error", "verdict", "rho", "None"] {
      #expect(!recorder.text.contains(name), "\(name)")
    }
    for name in ["mu", "noise", "flip", "df", "tail", "mixture.seed"] {
      #expect(recorder.run(name)?.kind == .notReady, "\(name)")
    }
  }

  @Test("state and show hold the keys that define the data set again")
  func definitions() throws {
    var recorder = recorder(Self.ready + "state")
    guard case .object(let members) = member("dataset", of: recorder) else {
      Issue.record("no data set in \(recorder.text)")
      return
    }
    #expect(members.map(\.name) == ["file", "label", "test", "standardize", "seed"])
    #expect(member("mixture", of: recorder) == nil)
    let hash = member("state_hash", of: recorder)
    let keys = members.dropFirst().map { "\($0.name)=\(literal($0.value))" }
    let again = "dataset \(literal(members[0].value)) " + keys.joined(separator: " ")
    #expect(recorder.run("reset\n\(again)\nnetwork m=6 gamma=0.3 seed=2\nstate") == nil)
    #expect(member("state_hash", of: recorder) == hash)
    #expect(recorder.run("show") == nil)
    guard case .list(let experiments) = member("experiments", of: recorder),
      case .object(let main) = experiments[0]
    else {
      Issue.record("no experiments in \(recorder.text)")
      return
    }
    #expect(main.map(\.name) == ["name", "t", "time", "dataset", "network"])
  }

  private func literal(_ datum: Datum) -> String {
    if case .text(let text) = datum { return PlainText.quoted(text) }
    return datum.shortText
  }

  @Test("an exported data set's experiment goes on as if it had never left")
  func roundTrip() throws {
    var recorder = recorder(
      Self.two + " positive=\"down\" test=0.1 standardize=false\nnetwork m=6 gamma=0.3\n"
        + "run steps=100\nexport experiment folder + \"/e.json\"\nfork other\nreset")
    recorder.session.set(.text(folder.path), as: "folder")
    #expect(
      recorder.run(
        "load folder + \"/e.json\"\nprint t\nrun steps=20\nprint test_error == None\nstate") == nil)
    #expect(recorder.text.contains("\n100\n") && recorder.text.contains("\nfalse\n"))
    guard case .object(let keys) = member("dataset", of: recorder) else {
      Issue.record("no data set in \(recorder.text)")
      return
    }
    #expect(keys.map(\.name) == ["file", "label", "positive", "test", "standardize", "seed"])
  }

  @Test("an export whose table changed, vanished or is named beside a mixture is refused")
  func loadRefusals() throws {
    var recorder = recorder(Self.ready + "run steps=9\nexport experiment folder + \"/e.json\"")
    let text = try String(contentsOfFile: folder.path + "/e.json", encoding: .utf8)
    for (index, damage) in [
      ("\"test\":0.25", "\"test\":2"), ("\"label\":\"class\"", "\"label\":true"),
      ("\"label\":\"class\"", "\"label\":\"x1\""), ("\"dataset\":{", "\"other\":{"),
      (
        "\"dataset\":{",
        "\"mixture\":{\"kind\":\"gaussian\",\"n\":1,\"p\":1,\"mu\":1,\"noise\":1,\"flip\":0,\"seed\":0},\"dataset\":{"
      ),
    ].enumerated() {
      let damaged = text.replacing(damage.0, with: damage.1)
      #expect(damaged != text)
      try folder.write(damaged, to: "bad.json")
      #expect(recorder.run("load folder + \"/bad.json\"")?.kind == .file, "\(index)")
    }
    try folder.write(DataFiles.clusters(rows: 40, features: 60, seed: 2), to: "two.csv")
    let changed = recorder.run("load folder + \"/e.json\"")
    #expect(
      changed?.message.hasSuffix("two.csv\": its rows are not those that were trained on.") == true)
    #expect(recorder.run("folder = folder + \"/none\"\nload folder + \"/e.json\"")?.kind == .file)
    #expect(recorder.session.experiment.step == 9)
  }

  @Test("a refused data set leaves the experiment as it was, and a mixture replaces it")
  func transactions() {
    var recorder = recorder(Self.ready + "run steps=9")
    for code in [
      "dataset folder + \"/nosuch.csv\" label=0", "dataset folder + \"/two.csv\" label=\"x1\"",
      "dataset folder + \"/three.csv\" label=\"kind\"",
    ] {
      #expect(recorder.run(code) != nil)
      #expect(recorder.run("t == 9 and p == 60\n") == nil)
      #expect(recorder.text == "true\n")
    }
    #expect(recorder.run("mixture n=5 p=50 mu=1\nstate") == nil)
    #expect(member("dataset", of: recorder) == nil)
    #expect(recorder.run(Self.two + "\nprint t, m, mixture.seed")?.kind == .notReady)
  }

  @Test("training rows of one label are warned of, and so is an approximation")
  func warnings() {
    let lonely = recorder(
      "dataset folder + \"/three.csv\" label=-1 positive=\"z\" negative=\"x\" test=0.7 seed=1")
    #expect(lonely.text.contains("warning: all training rows have one label.\n"))
    let binned = recorder("mixture n=5 p=2e7 mu=1 cov=powerlaw(1)\nnetwork m=2 gamma=0.5\nstate")
    #expect(
      binned.text.contains("\nwarning: the points are drawn approximately: eigenvalues within"))
    #expect(member("approximation", of: binned) != nil)
  }

  @Test("a data set's file is completed, and its keys are documented")
  func editor() {
    let code = "dataset \"\(folder.path)/tw"
    let (items, range) = Completion.completions(
      in: SourceText(code), at: code.unicodeScalars.count, of: Session())
    #expect(items.map(\.text) == ["two.csv"] && range.count == 2)
    let keys = "dataset \"a.csv\" label=0 "
    let all = Completion.completions(
      in: SourceText(keys), at: keys.unicodeScalars.count, of: Session())
    #expect(
      all.items.map(\.text)
        == ["positive=", "negative=", "test=", "standardize=", "drop=", "seed="])
    let help = Inspection.page(in: SourceText("dataset \"a\" test=0"), at: 14, of: Session())?.text
    #expect(help?.contains("real 0 … < 1; default: 0.25") == true)
  }

  @Test("what a file is called comes to no one's terminal bare")
  func hostile() throws {
    try folder.write("a,y\n1,0\n2,1\n3,1\n", to: "\u{1B}[2J<b>.csv")
    let recorder = recorder(
      "dataset folder + \"/\\x1b[2J<b>.csv\" label=\"y\" test=0\nnetwork m=2 gamma=0.5\nstate\nshow"
    )
    #expect(recorder.text.contains("\\x1b[2J<b>.csv"))
    #expect(!recorder.text.unicodeScalars.contains("\u{1B}"))
  }
}
