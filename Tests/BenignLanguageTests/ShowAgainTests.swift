// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import BenignLanguage

struct ShowAgainTests {
  private func ready() -> Recorder {
    var recorder = Recorder()
    recorder.executions = Executions(present: 9, kept: { [2, 3, 4, 7, 8, 9] })
    return recorder
  }

  @Test(
    "a number is an execution, a negative one counts back from this cell",
    arguments: [
      ("show 7", 7), ("show -1", 8), ("show -2 title=\"no\"", 7), ("show 2 + 2", 4),
      ("n1 = 3\nshow n1", 3),
      ("show -7", 2),
    ])
  func numbers(cell: String, execution: Int) {
    var recorder = ready()
    #expect(recorder.run(cell) == nil)
    #expect(recorder.events == [.again(execution)])
  }

  @Test(
    "what is not kept is refused with what is",
    arguments: [
      ("show 5", "not kept"), ("show 1", "not kept"), ("show 9", "still to come"),
      ("show 12", "still to come"), ("show -3", "not kept"), ("show -100", "not kept"),
      ("show 0", "cannot show 0"), ("show 1.5", "cannot show 1.5"), ("show \"a\"", "cannot show"),
      ("show 1e300", "cannot show"), ("show [1]", "cannot show"),
    ])
  func refused(cell: String, words: String) {
    var recorder = ready()
    let diagnostic = recorder.run(cell)
    #expect(diagnostic?.kind == .invalidArgument)
    #expect(diagnostic?.message.contains(words) == true, "\(diagnostic?.message ?? "")")
    let isNumber = !words.hasPrefix("cannot")
    #expect((diagnostic?.expected == "one of 2 … 4, 7 … 8") == isNumber)
    #expect(recorder.events.isEmpty)
  }

  @Test("where no outputs are kept, that is said; a subshell may ask")
  func nowhere() {
    var recorder = Recorder()
    #expect(recorder.run("show 1")?.kind == .notReady)
    recorder.executions = Executions(present: 1, kept: { [1] })
    #expect(recorder.run("show -1")?.kind == .notReady)
    recorder = ready()
    #expect(recorder.run("show -1", access: .reading) == nil)
  }
}
