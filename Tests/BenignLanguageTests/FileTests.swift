// SPDX-License-Identifier: Apache-2.0

import BenignCore
import FoundationEssentials
import Glibc
import Testing

@testable import BenignLanguage

struct FileTests {
  /// A folder of its own that is gone afterwards.
  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = try ScratchFolder()
    try withExtendedLifetime(folder) { try body(folder.path) }
  }

  private func trained() -> Recorder {
    var recorder = Recorder()
    let diagnostic = recorder.run(
      StatementTests.setup + "run steps=300 loss=logistic record=[loss/n]")
    #expect(diagnostic == nil)
    return recorder
  }

  @Test("an experiment that was exported and loaded goes on as if it had never left")
  func roundTrip() throws {
    try withFolder { folder in
      var recorder = trained()
      let code = """
        export experiment "\(folder)/a.json"
        use other
        load "\(folder)/a.json"
        run steps=50
        use main
        run steps=50
        """
      #expect(recorder.run(code) == nil)
      let main = recorder.session.experiments["main"]
      let other = recorder.session.experiments["other"]
      let expected = try #require(try main?.state())
      let actual = try #require(try other?.state())
      #expect(actual.step == expected.step && actual.time == expected.time)
      #expect(actual.explicitSteps == expected.explicitSteps)
      #expect(actual.progress.loss == .logistic)
      let losses = try #require(zip(actual.loss, expected.loss))
      #expect(abs(losses.0 - losses.1) <= 1e-12 * losses.1)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["a.json"])
    }
  }

  private func zip(_ a: Double?, _ b: Double?) -> (Double, Double)? {
    guard let a, let b else { return nil }
    return (a, b)
  }

  @Test("an exported trajectory has a column for each recorded quantity and a row for each point")
  func trajectory() throws {
    try withFolder { folder in
      var recorder = trained()
      #expect(recorder.run("export trajectory \"\(folder)/a.csv\"") == nil)
      let lines = try String(contentsOfFile: folder + "/a.csv", encoding: .utf8)
        .split(separator: "\n")
      let trajectory = recorder.session.experiment.trajectory
      #expect(lines.count == trajectory.count + 1)
      #expect(lines[0].hasPrefix("t,time,loss,") && lines[0].hasSuffix(",loss / n"))
      let last = lines[lines.count - 1].split(separator: ",").map { Double($0) }
      #expect(last == trajectory.columns.map { $0.last })
    }
  }

  @Test("fields that hold separators are quoted, and their quotes doubled")
  func quoting() {
    let text = String(
      decoding: CommaSeparated([["a,b", "c\"d", "e"], ["1", "", "x\ny"]]).bytes, as: UTF8.self)
    #expect(text == "\"a,b\",\"c\"\"d\",e\n1,,\"x\ny\"\n")
  }

  @Test(
    "a file that is foreign, of another version, damaged or no file is refused, and nothing changes"
  )
  func refusals() throws {
    try withFolder { folder in
      var recorder = trained()
      let path = folder + "/a.json"
      #expect(recorder.run("export experiment \"\(path)\"") == nil)
      let text = try String(contentsOfFile: path, encoding: .utf8)
      let damages: [(String) -> String] = [
        { _ in "" }, { _ in "[1, 2" }, { _ in "{\"format\":\"other\",\"version\":1}" },
        { $0.replacing("\"version\":1", with: "\"version\":2") },
        { $0.replacing("\"seed\":1", with: "\"seed\":2") },
        { $0.replacing("\"gamma\":0.3", with: "\"gamma\":3") },
        { $0.replacing("\"B\":", with: "\"C\":") },
        { $0.replacing("\"W\":[[", with: "\"W\":[[1,") },
        { $0.replacing("\"t\":300", with: "\"t\":-1") },
        { $0.replacing("\"t\":300", with: "\"t\":0.5") },
        { $0.replacing("\"kind\":\"gaussian\"", with: "\"kind\":\"other\"") },
        { String($0.prefix($0.utf8.count / 2)) },
      ]
      for (index, damage) in damages.enumerated() {
        let other = "\(folder)/\(index).json"
        let damaged = damage(text)
        #expect(damaged != text)
        try damaged.write(toFile: other, atomically: true, encoding: .utf8)
        let before = try recorder.session.experiment.state().stateHash
        #expect(recorder.run("load \"\(other)\"")?.kind == .file, "\(index)")
        #expect(try recorder.session.experiment.state().stateHash == before)
      }
      for path in [folder, "/dev/zero", "\(folder)/none", "a\\x00b"] {
        #expect(recorder.run("load \"\(path)\"")?.kind == .file, "\(path)")
      }
    }
  }

  @Test("a pipe is refused at once instead of being waited for")
  func pipe() throws {
    try withFolder { folder in
      #expect(mkfifo(folder + "/pipe", 0o600) == 0)
      var recorder = Recorder()
      #expect(recorder.run("load \"\(folder)/pipe\"")?.kind == .file)
    }
  }

  @Test("a file is written through a link, and what cannot be written leaves no trace")
  func links() throws {
    try withFolder { folder in
      var recorder = trained()
      try "old".write(toFile: folder + "/real", atomically: true, encoding: .utf8)
      #expect(symlink(folder + "/real", folder + "/link.csv") == 0)
      #expect(recorder.run("export trajectory \"\(folder)/link.csv\"") == nil)
      #expect(try String(contentsOfFile: folder + "/real", encoding: .utf8).hasPrefix("t,time"))
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == [
          "link.csv", "real",
        ])
      #expect(mkdir(folder + "/d.csv", 0o700) == 0)
      #expect(recorder.run("export trajectory \"\(folder)/d.csv\"")?.kind == .file)
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == [
          "d.csv", "link.csv", "real",
        ])
    }
  }

  @Test(
    "a file is refused whose ending names no form, with a list of those that can be written",
    arguments: [
      ("export experiment \"a.txt\"", ".json", "a.json"),
      ("export experiment \"a\"", ".json", "a.json"),
      ("export trajectory \"b.json\"", ".csv", "b.csv"),
      ("export trajectory \"b.\"", ".csv", "b.csv"),
      ("plot loss file=\"a\"", ".svg, .pdf, .png or .tex", "a.svg"),
      ("plot loss file=\"x.jpg\"", ".svg, .pdf, .png or .tex", "x.png"),
      ("plot loss file=\"v1.2\"", ".svg, .pdf, .png or .tex", "v1.svg"),
    ])
  func endings(code: String, expected: String, suggestion: String) throws {
    var recorder = trained()
    let found = recorder.run(code)
    let diagnostic = try #require(found)
    #expect(diagnostic.kind == .invalidArgument)
    #expect(diagnostic.range.map { Array(code)[$0].first == "\"" } == true)
    #expect(diagnostic.expected == "a name that ends in \(expected)")
    #expect(diagnostic.suggestion == "\"\(suggestion)\"")
  }

  @Test(
    "a link that leads to no file is not replaced, and no file without a name is written or read")
  func deadLinks() throws {
    try withFolder { folder in
      var recorder = trained()
      #expect(symlink(folder + "/none", folder + "/link.csv") == 0)
      let refused = recorder.run("export trajectory \"\(folder)/link.csv\"")
      #expect(
        refused?.message.hasSuffix("link.csv\": this is a link that leads to no file.") == true)
      let found = try FileManager.default.contentsOfDirectory(atPath: folder)
      #expect(found == ["link.csv"])
      for code in ["load \"\"", "export trajectory \"\"", "dataset \"\" label=0"] {
        let message = recorder.run(code)?.message
        #expect(message == "A file is named by a string, and this one is empty.", "\(code)")
      }
    }
  }

  @Test(
    "who may read a file may read what replaces it, and nobody else",
    arguments: [0o600, 0o640, 0o644])
  func modes(mode: Int) throws {
    try withFolder { folder in
      var recorder = trained()
      let path = folder + "/a.csv"
      try "old".write(toFile: path, atomically: true, encoding: .utf8)
      #expect(chmod(path, mode_t(mode)) == 0)
      #expect(recorder.run("export trajectory \"\(path)\"") == nil)
      var status = stat()
      #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == mode_t(mode))
      #expect(try String(contentsOfFile: path, encoding: .utf8).hasPrefix("t,time"))
    }
  }

  @Test("what killed processes have left beside a file goes with its next export, and nothing else")
  func leftovers() throws {
    try withFolder { folder in
      var recorder = trained()
      // No process has so large a number, and this one is about to have its own again, as in a container.
      let dead = ["a.csv.2147483646.part", "a.csv.\(getpid()).part"]
      let others = [
        "b.csv.2147483646.part", "a.csv.1.part", "a.csv.x.part", "a.csv.part", "a.csv.-5.part",
        "a.csv.2147483646.part.txt",
      ]
      for name in dead + others {
        try "old".write(toFile: "\(folder)/\(name)", atomically: false, encoding: .utf8)
      }
      #expect(recorder.run("export trajectory \"\(folder)/a.csv\"") == nil)
      let found = try FileManager.default.contentsOfDirectory(atPath: folder)
      #expect(found.sorted() == (others + ["a.csv"]).sorted())
    }
  }

  @Test("show lists experiments and variables, for people and for programs")
  func show() throws {
    var recorder = trained()
    #expect(recorder.run("a = [1, 2]\nb = \"<b>\"\nfork c\nshow title=\"all\"") == nil)
    guard case .report(let report) = recorder.events.last else {
      Issue.record("no report")
      return
    }
    #expect(report.caption == "all")
    #expect(report.tables[0].rows.map { $0[0] } == ["main", "c", "a", "b"])
    guard case .object(let members) = report.document else {
      Issue.record("no object")
      return
    }
    #expect(
      members.map(\.name) == ["kind", "experiment", "t", "experiments", "tables", "variables"])
  }
}
