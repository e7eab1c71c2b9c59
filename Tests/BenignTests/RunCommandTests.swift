// SPDX-License-Identifier: Apache-2.0

import Testing

struct RunCommandTests {
  private func run(_ text: String) throws -> (status: Int32, output: String, errors: String) {
    let folder = try TemporaryFolder()
    return try Executable("run", try folder.write(text, to: "a.benign")).result()
  }

  @Test("a file runs as one cell: output and results to stdout")
  func output() throws {
    let result = try run("print \"hello\"\na = 6\na*7\nmixture n=20 p=500 mu=5\nhelp step\n")
    #expect(result.status == 0)
    #expect(result.errors.isEmpty)
    #expect(result.output.hasPrefix("hello\n42\nmixture gaussian: n=20 "))
    #expect(result.output.contains("step [k] …"))
  }

  @Test("an error goes to stderr with its line, and the status is 1")
  func error() throws {
    let result = try run("print 1\nprint [1][4]\nprint 2")
    #expect(result.status == 1)
    #expect(result.output == "1\n")
    #expect(
      result.errors.hasPrefix("InvalidArgument: There is no element 4: there is 1.\n2 | print"))
  }

  @Test("a warning goes to stderr")
  func warning() throws {
    let result = try run("mixture n=20 p=5 mu=5")
    #expect(result.status == 0)
    #expect(result.errors.hasPrefix("warning: n > p"))
  }

  @Test(
    "a file that is not there, or no text, is refused",
    arguments: ["/nosuch.benign", "/dev/null", "/tmp"])
  func refused(path: String) throws {
    let result = try Executable("run", path).result()
    #expect(result.status == 1)
    #expect(result.errors.contains(path))
    #expect(result.output.isEmpty)
  }
}
