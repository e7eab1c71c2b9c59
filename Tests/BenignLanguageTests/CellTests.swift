// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import BenignLanguage

struct CellTests {
  @Test(
    "lines end statements unless a bracket is open or the next line is indented",
    arguments: [
      ("print 1,\n  2", "1 2\n"), ("print 1\n\n# note\n\n  , 2", "1 2\n"),
      ("print [1,\n2\n]", "[1, 2]\n"), ("  print 1\n  print 2", "1\n2\n"),
      ("  a = 1\nprint 2", "2\n"), ("\u{FEFF}print 1\r\nprint 2\r\n", "1\n2\n"),
      ("print\u{A0}1", "1\n"), ("print", "\n"), ("print \"\", \"a\", \"\"", " a \n"), ("", ""),
      ("# only a comment", ""),
      (
        "# Parameters\nd = 10\neta = 0.1\nname = \"hi\"\non = True\nprint d, eta, name, on",
        "10 0.1 hi true\n"
      ),
    ])
  func lines(code: String, output: String) {
    var recorder = Recorder()
    #expect(recorder.run(code) == nil)
    #expect(recorder.text == output)
  }

  @Test(
    "nothing runs when a statement anywhere is wrong in form or names what does not exist",
    arguments: [
      ("(", Diagnostic.Kind.syntax), ("prnt 3", .unknownName), ("print 1 x=3", .unknownName),
      ("prin", .unknownName), ("foo(3)", .unknownName), ("print = 3", .invalidArgument),
      ("loss = 3", .invalidArgument), ("print 1, 2 3", .syntax),
    ])
  func wholeFirst(line: String, kind: Diagnostic.Kind) {
    var recorder = Recorder()
    #expect(recorder.run("print 1\n" + line)?.kind == kind)
    #expect(recorder.events.isEmpty)
  }

  @Test("a statement that fails leaves the session as the one before left it")
  func transaction() {
    var recorder = Recorder()
    #expect(recorder.run("a = 1\na = [1, 2][a + 1]\na = 3")?.kind == .invalidArgument)
    #expect(recorder.run("a") == nil)
    #expect(recorder.text == "1\n")
  }

  @Test(
    "whether a cell is complete is judged by syntax alone",
    arguments: [
      ("print [1,", CellCompleteness.incomplete), ("x = (1 +\n", .incomplete),
      ("print 1", .complete),
      ("", .complete), ("nosuch 3", .complete), ("print 1 2", .invalid), ("x = \"abc", .invalid),
      ("x = )", .invalid), ("x =", .invalid), ("x = [1 2", .invalid),
    ])
  func completeness(code: String, expected: CellCompleteness) {
    #expect(CellCompleteness(of: SourceText(code)) == expected)
  }
}
