// SPDX-License-Identifier: Apache-2.0

import Concurrency
import TestSupport
import Testing

@testable import BenignLanguage

struct DiagnosticTests {
  @Test("a name of a million letters is shown by its ends")
  func longName() {
    let source = SourceText("run " + String(repeating: "y", count: 1_000_000) + "=3")
    var recorder = Recorder()
    let diagnostic = recorder.run(String(String.UnicodeScalarView(source.scalars)))
    #expect(diagnostic?.kind == .unknownName)
    guard let diagnostic else { return }
    #expect(DiagnosticText(diagnostic, in: source).lines.joined().count < 10_000)
  }

  private func recorder(_ state: String, _ folder: ScratchFolder) -> Recorder {
    var recorder = Recorder()
    recorder.session.set(.text(folder.path), as: "folder")
    guard !state.isEmpty else { return recorder }
    #expect(recorder.run(StatementTests.setup) == nil)
    if state == "ran" { #expect(recorder.run("run steps=20") == nil) }
    return recorder
  }

  /// What is published of the cell's failure, or "nothing"; the folder of the data files is FOLDER.
  private func text(_ golden: GoldenFile.Case, _ folder: ScratchFolder) -> String {
    var recorder = recorder(golden.state, folder)
    let diagnostic = recorder.run(
      golden.code, access: golden.state == "reading" ? .reading : .changing,
      stop: golden.state == "interrupted" ? .after(1) : .never)
    guard let diagnostic else { return "nothing" }
    #expect(diagnostic.range.map { $0.upperBound <= SourceText(golden.code).count } == true)
    return DiagnosticText(diagnostic, in: SourceText(golden.code)).lines.joined(separator: "\n")
      .replacing(folder.path, with: "FOLDER")
  }

  @Test("every complaint reads as recorded: the sentence, the line, a caret, what was expected")
  func golden() throws {
    let file = try GoldenFile("diagnostics.txt")
    let folder = try ScratchFolder()
    try DataFiles.write(to: folder)
    let texts = file.cases.map { text($0, folder) }
    if GoldenFile.isRecording {
      try file.record(texts)
      Issue.record("recorded \(texts.count) complaints")
      return
    }
    for (golden, text) in zip(file.cases, texts) {
      #expect(text == golden.expected, "\(golden.title)")
    }
  }

  @Test("the recorded complaints show every kind of error")
  func kinds() throws {
    let file = try GoldenFile("diagnostics.txt")
    for kind in Diagnostic.Kind.allCases {
      #expect(file.cases.contains { $0.expected.hasPrefix(kind.rawValue + ": ") }, "\(kind)")
    }
  }

  @Test(
    "the nearest spelling is few letters away, and none is offered where nothing is near",
    arguments: [
      ("mixtrue", "mixture"), ("stpe", "step"), ("misalignmnet", "misalignment"), ("xyzzy", nil),
      ("q", nil), ("lossi", "loss"), ("LOSS", "loss"),
    ])
  func spelling(word: String, nearest: String?) {
    let names = Registry.commands.map(\.name) + Registry.quantityNames
    #expect(Spelling.nearest(to: word, among: names) == nearest)
  }

  @Test(
    "what people write from habit is told with the form that is right here",
    arguments: [
      ("run 1000", "run steps=1000"), ("flow 10", "flow time=10"),
      ("step steps=5", "step 5, without a key"), ("learning_rate", "lr"),
      ("run learning_rate=0.1", "lr"), ("train", "run steps=1000"),
      ("mixture n=100, p=2000", "a blank in its place"),
      ("misalignment, t", "print a, b for both, or a list: [a, b]"), ("np.log(3)", "log(x)"),
      ("help(run)", "help run"), ("mixture student n=10 p=100 mu=3", "add df=…"),
      ("sweep g n=[10, 20] repeats=3", "repeat"), ("mixture n_samples=3", "n"),
      ("if n > 3:", "a condition in an expression: x > 0 and y > 0"),
      ("plot loss, yscale=\"log\"", "a blank in place of the comma: keys follow without one"),
      ("plot loss xlim=1..10", "xlim=[1, 10]"), ("plot loss xlim=[10, 1]", "xlim=[1, 10]"),
      ("plot loss xlim=(1, 10)", "[ ] around a list"), ("plot loss kind=scatter", "kind=points"),
      ("plot loss kind=\"hist\"", "kind=histogram"), ("run(steps=100)", "run steps=100"),
      ("run(100)", "run steps=100"), ("plot(loss, t)", "plot …, without ( )"),
      ("mixture(n=100, p=20)", "mixture n=…"),
      ("plot loss figsize=[3, 4]", "width=640 height=400, in pixels"),
      ("plot loss logy=true", "yscale=log"),
      ("savefig(\"a.pdf\")", "plot SERIES file=\"picture.pdf\""),
      ("plt.plot(loss)", "plot SERIES"),
      ("x = [i^2 for i in 1..3]", "arithmetic on a list, which goes element by element: (1..5)^2"),
      ("plot loss vs t", "x=t, what the horizontal axis shows"),
      ("mixture n=20 p=400 mu=4 gamma=0.3", "network … gamma=…, a statement of its own"),
      ("plot loss file=a.pdf", "file=\"a.pdf\""), ("mixture n=20 p=63.39 mu=4", "p=63"),
      ("mixture n=20 p=3.17*n mu=4", "p=round(3.17 * n)"),
    ])
  func habits(code: String, suggestion: String) {
    var recorder = Recorder()
    #expect(recorder.run(code)?.suggestion == suggestion)
  }

  @Test(
    "what is asked of an experiment is told with the form that is right",
    arguments: [
      ("loss[-1]", "trajectory.loss[…], if its recorded values are meant"),
      ("sweep g n=[9, 8] measure=\"limit_error\"", "limit_error, without quotes"),
      ("sweep g n=[9, 8] measure=[signal, \"rho\"]", "rho, without quotes"),
      ("sweep g ratio=[3.17, 2] p=ratio*n measure=rho", "p=round(ratio * n)"),
      ("sweep one mu=3 measure=rho\nplot one", "show one"),
      ("sweep one mu=3 measure=rho repeat=2\nplot one", "plot one kind=histogram"),
      ("sweep one mu=[1, 2] measure=rho\nplot one y=\"rho\"", "rho, without quotes"),
    ])
  func experimentHabits(code: String, suggestion: String) {
    var recorder = Recorder()
    #expect(recorder.run(StatementTests.setup) == nil)
    #expect(recorder.run(code)?.suggestion == suggestion)
  }

  @Test("a free variable that nothing uses is no key, and that is said")
  func unusedVariable() {
    var recorder = Recorder()
    let diagnostic = recorder.run("sweep g n=[20, 30] foo=[1, 2] measure=rho")
    #expect(diagnostic?.message == "sweep has no key foo, and nothing after it uses that name.")
  }

  @Test("who wants to leave is told where that is done", arguments: ["exit", "quit"])
  func leaving(code: String) {
    var recorder = Recorder()
    #expect(recorder.run(code)?.suggestion?.contains("Shut Down") == true)
  }
}
