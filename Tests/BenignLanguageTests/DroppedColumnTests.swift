// SPDX-License-Identifier: Apache-2.0

import BenignCore
import BenignStore
import Concurrency
import Testing

@testable import BenignLanguage

struct DroppedColumnTests {
  private let folder: ScratchFolder
  private let path: String

  init() throws {
    folder = try ScratchFolder()
    let rows = (0..<20).map { "\($0 + 7),\($0 * $0 % 7),a\($0),\($0 % 5),\($0 % 2)\n" }
    path = try folder.write("id,a,note,b,label\n" + rows.joined(), to: "rows.csv")
  }

  private var cell: String {
    "dataset \"\(path)\" label=\"label\" drop=[\"id\", 2, -2]\nnetwork m=4 gamma=0.2\nrun steps=9\nstate"
  }

  private func dropped(_ recorder: Recorder) -> Datum? {
    guard
      case .object(let keys)? = recorder.members.first(where: { $0.name == "dataset" })?.value
    else { return nil }
    return keys.first { $0.name == "drop" }?.value
  }

  private static let given = Datum.list([.text("id"), .number(2), .number(-2)])

  @Test("columns that are left out are no features, and state names them as they were given")
  func state() {
    var recorder = Recorder()
    #expect(recorder.run(cell) == nil)
    #expect(dropped(recorder) == Self.given)
    #expect(recorder.text.contains("n=15 p=1 held_out=5, \"1\" is +1"))
    let one = "dataset \"\(path)\" label=\"label\" drop=\"note\""
    #expect(recorder.run(one + "\nprint p") == nil)
    #expect(recorder.text.hasSuffix("\n3\n"))
    let none = "dataset \"\(path)\" label=\"label\" drop=[]"
    #expect(recorder.run(none)?.message.contains("\"a0\" is no finite number") == true)
  }

  @Test("an export, a kept session and a verification leave the same columns out")
  func kept() throws {
    var recorder = Recorder()
    #expect(recorder.run(cell) == nil)
    let experiment = recorder.session.experiment
    let loading =
      "export experiment \"\(folder.path)/e.json\"\nload \"\(folder.path)/e.json\"\nstate"
    #expect(recorder.run(loading) == nil)
    #expect(dropped(recorder) == Self.given)
    #expect(recorder.session.experiment.dataset == experiment.dataset)
    let restored = try RestoredSession(KeptSession.parts(of: recorder.session))
    #expect(restored.session.experiment.dataset == experiment.dataset)
    #expect(try restored.session.experiment.state() == recorder.session.experiment.state())
    var again = Recorder()
    again.session = restored.session
    #expect(again.run("print p\nverify") == nil)
    #expect(again.text.hasPrefix("1\n"))
  }

  @Test("what a sweep has found with other columns is another result")
  func swept() throws {
    var recorder = Recorder()
    let sweep = "sweep grid steps=[5, 9] measure=loss"
    #expect(recorder.run(cell + "\n" + sweep) == nil)
    let few = try #require(recorder.session.table("grid")?.column("loss"))
    #expect(recorder.run(cell.replacing(", -2", with: "") + "\n" + sweep) == nil)
    let more = try #require(recorder.session.table("grid")?.column("loss"))
    #expect(few != more)
  }

  @Test("an index column and names that are numbers are warned of")
  func warnings() throws {
    var recorder = Recorder()
    #expect(recorder.run("dataset \"\(path)\" label=\"label\" drop=[2]") == nil)
    #expect(
      recorder.text.contains(
        "warning: column \"id\" counts the rows: an index? drop=[\"id\"] leaves it out.\n"))
    try folder.write(",a,label\n5,3,0\n9,1,1\n", to: "index.csv")
    #expect(recorder.run("dataset \"\(folder.path)/index.csv\" label=\"label\" test=0") == nil)
    #expect(
      recorder.text.contains(
        "warning: column 0 has no name of its own: an index? drop=[0] leaves it out.\n"))
    try folder.write("5.1,3.5,1\n4.9,3,0\n7,3.2,1\n", to: "bare.csv")
    #expect(recorder.run("dataset \"\(folder.path)/bare.csv\" label=-1 test=0") == nil)
    #expect(recorder.text.contains("warning: the columns' names are numbers: is the file's first"))
  }

  @Test(
    "what is no list of columns is refused at its key",
    arguments: ["1.5", "[\"id\", true]", "[[0]]", "true", "[\"\"]", "[\"nosuch\"]", "[\"label\"]"])
  func refusals(drop: String) {
    var recorder = Recorder()
    let diagnostic = recorder.run("dataset \"\(path)\" label=\"label\" drop=\(drop)")
    #expect(diagnostic?.kind == .invalidArgument)
    #expect(diagnostic?.range != nil && diagnostic?.expected?.hasPrefix("drop: list") == true)
  }
}
