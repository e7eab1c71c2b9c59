// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

struct RunCommandTests {
  /// What these tests start heeds SIGINT, even where the tests were started to ignore it. They run side by side: so it stays like this.
  init() { signal(SIGINT, SIG_DFL) }

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

  @Test("a file without a command is told the command that runs it")
  func withoutCommand() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("print 1", to: "a.benign")
    let result = try Executable(file).result()
    #expect(result.status != 0 && result.output.isEmpty)
    #expect(result.errors.contains("A file is run by `benign run \(file)`."))
    #expect(try !Executable("nosuch").result().errors.contains("benign run"))
  }

  /// Runs a shell's line in a folder with the text as `a.benign`; `$benign` is the executable.
  private func shell(
    _ line: String, _ text: String, in folder: TemporaryFolder
  ) throws -> (status: Int32, errors: String) {
    _ = try folder.write(text, to: "a.benign")
    let process = Process()
    let errors = Pipe()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", "cd \"$folder\"; " + line]
    process.environment = [
      "PATH": "/usr/bin:/bin", "benign": try Executable.url.path(), "folder": folder.path,
    ]
    process.standardError = errors
    try process.run()
    let text = try errors.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: text, as: UTF8.self))
  }

  @Test("output that cannot be written is a failure that is told")
  func fullDevice() throws {
    let folder = try TemporaryFolder()
    let full = try shell("\"$benign\" run a.benign > /dev/full", "print 1\nx = 2", in: folder)
    #expect(full.status == 1)
    #expect(full.errors == "The output could not be written: no space left on device.\n")
    let closed = try shell("\"$benign\" run a.benign >&-", "print 1", in: folder)
    #expect(closed.status == 1 && closed.errors.hasPrefix("The output could not be written: "))
    let silent = try shell("\"$benign\" run a.benign > /dev/full", "x = 2", in: folder)
    #expect(silent.status == 0 && silent.errors.isEmpty)
  }

  @Test("a limit on the size of files is an error that is told, and does not kill")
  func sizeLimit() throws {
    let folder = try TemporaryFolder()
    let text = """
      mixture n=50 p=100000 mu=5
      network m=50 gamma=0.3
      step
      export experiment "e.json"
      """
    let limited = try shell("ulimit -f 1; \"$benign\" run a.benign > /dev/null", text, in: folder)
    #expect(limited.status == 1)
    #expect(limited.errors.hasPrefix("FileError: \"e.json\": file too large."))
    #expect(try folder.contents(of: ".") == ["a.benign"])
  }

  @Test(
    "the file that output goes to is not replaced by an export, whatever its name",
    arguments: ["stdout.csv", "out.csv", "stderr.csv"])
  func standardOutput(name: String) throws {
    let folder = try TemporaryFolder()
    let text =
      "print 1\nmixture n=5 p=50 mu=1\nnetwork m=2 gamma=0.3\nstep\nexport trajectory \"\(name)\""
    let links = "ln -sf /dev/stdout stdout.csv; ln -sf /dev/stderr stderr.csv; "
    let refused = try shell(
      links + "\"$benign\" run a.benign > out.csv 2>&1", text, in: folder)
    #expect(refused.status == 1)
    let output = try String(contentsOfFile: folder.path + "/out.csv", encoding: .utf8)
    #expect(
      output.hasPrefix("1\nmixture ") && output.contains("this is the file that the process's"))
    let closed = try shell("\"$benign\" run a.benign >&- 2>&-", text, in: folder)
    #expect(closed.status == 1)
    #expect(
      try FileManager.default.destinationOfSymbolicLink(atPath: "/dev/stdout").hasPrefix("/proc"))
  }

  @Test("variables can be set, and the file may be standard input or a pipe")
  func settings() throws {
    let folder = try TemporaryFolder()
    let text = "print k, word\n"
    let settings = "k=6*7 'word=\"a b\"' > out"
    for line in [
      "\"$benign\" run a.benign \(settings)", "\"$benign\" run - \(settings) < a.benign",
      "cat a.benign | \"$benign\" run - \(settings)",
      "mkfifo p && (cat a.benign > p & \"$benign\" run p \(settings); rm p)",
    ] {
      let result = try shell(line, text, in: folder)
      #expect(result.status == 0 && result.errors.isEmpty, "\(line): \(result.errors)")
      let output = try String(contentsOfFile: folder.path + "/out", encoding: .utf8)
      #expect(output == "42 a b\n", "\(line)")
    }
  }

  @Test("what sets no variable is refused with its place", arguments: ["n", "=1", "1n=2", "a b=1"])
  func noSetting(argument: String) throws {
    let folder = try TemporaryFolder()
    let result = try Executable("run", try folder.write("print 1", to: "a.benign"), argument)
      .result()
    #expect(result.status != 0 && result.output.isEmpty)
    #expect(result.errors.contains(argument))
  }

  @Test("a value that is no expression is an error that shows it")
  func noValue() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("print x", to: "a.benign")
    let result = try Executable("run", file, "x=data.csv").result()
    #expect(result.status == 1 && result.output.isEmpty)
    #expect(result.errors.contains("1 | x = data.csv"))
  }

  @Test(
    "--json writes an object a line, those of results as notebooks get them; an error is one, too")
  func json() throws {
    let folder = try TemporaryFolder()
    let text = """
      print "a\\nb"
      mixture n=20 p=5000 mu=5
      network m=6 gamma=0.3
      run steps=10
      [1, None, inf]
      plot loss
      error samples=1
      """
    let file = try folder.write(text, to: "a.benign")
    let result = try Executable("run", "--json", file).result()
    #expect(result.status == 1)
    #expect(result.errors.hasPrefix("InvalidArgument: "))
    let objects = try result.output.split(separator: "\n").map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
    let kinds = objects.compactMap { $0["kind"] as? String }
    #expect(kinds == ["output", "output", "output", "run", "value", "figure", "error"])
    #expect(objects[0]["text"] as? String == "a\nb\n")
    #expect(objects[3]["steps"] as? Int == 10 && objects[3]["t"] as? Int == 10)
    #expect((objects[4]["value"] as? [Any])?.count == 3)
    #expect((objects[5]["vegalite"] as? [String: Any])?["$schema"] != nil)
    #expect(objects[6]["name"] as? String == "InvalidArgument")
    let quiet = try Executable("run", "--json", "--quiet", file).result()
    #expect(quiet.output.split(separator: "\n").count == 4)
  }

  @Test("--quiet writes nothing but errors and warnings")
  func quiet() throws {
    let folder = try TemporaryFolder()
    let text = "print 1\nmixture n=20 p=5 mu=5\n6*7\nhelp run\nprint [1][4]"
    let result = try Executable("run", try folder.write(text, to: "a.benign"), "--quiet").result()
    #expect(result.status == 1 && result.output.isEmpty)
    #expect(result.errors.hasPrefix("warning: n > p"))
    #expect(result.errors.contains("InvalidArgument: "))
  }

  @Test(
    "SIGINT interrupts the statement that runs; what was found before is printed, and the status is 130"
  )
  func interrupt() throws {
    let text = """
      print "before"
      mixture n=20 p=400 mu=4
      network m=6 gamma=0.3
      run steps=1e15 leap=false
      print "after"
      """
    let folder = try TemporaryFolder()
    let file = try folder.write(text, to: "a.benign")
    let running = try Executable("run", file)
    // Once it prints, it heeds the signal.
    let before = running.readOutput(until: "network")
    #expect(before.hasPrefix("before\nmixture"))
    running.process.interrupt()
    let (status, output, errors) = try running.result()
    #expect(status == 130)
    #expect(!output.contains("after"))
    #expect(errors.hasPrefix("Interrupted: "))
  }

  @Test("SIGINT ends it while it waits for its text")
  func interruptBefore() throws {
    let process = Process()
    (process.executableURL, process.arguments) = (try Executable.url, ["run", "-"])
    let input = Pipe()
    process.standardInput = input
    try process.run()
    input.fileHandleForWriting.write(Data("print 1\n".utf8))
    while process.isRunning {
      process.interrupt()
      usleep(20_000)
    }
    #expect(process.terminationStatus == SIGINT && process.terminationReason == .uncaughtSignal)
  }

  /// Runs a file from a shell, and sends SIGINT from its first line of output until it has ended.
  ///
  /// - Parameter before: what the shell does first. Nothing of this takes a minute of a processor.
  private func interruptAgainAndAgain(_ text: String, after before: String) throws -> Int32 {
    let folder = try TemporaryFolder()
    let file = try folder.write(text, to: "a.benign")
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = [
      "-c", "ulimit -t 60; \(before)exec \"$0\" run \"$1\"", try Executable.url.path(), file,
    ]
    process.environment = ["PATH": "/usr/bin:/bin"]
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    // Once it prints, it heeds the signal.
    _ = output.fileHandleForReading.availableData
    while process.isRunning {
      kill(process.processIdentifier, SIGINT)
      usleep(20_000)
    }
    return process.terminationStatus
  }

  @Test("a second SIGINT ends it at once, and where the first one's starter ignores it, so does it")
  func interruptTwice() throws {
    let endless =
      "print \"before\"\nmixture n=20 p=400 mu=4\nnetwork m=6 gamma=0.3\nrun steps=1e15 leap=false"
    #expect(try interruptAgainAndAgain(endless, after: "") == 130)
    let short = "print \"before\"\nx = 1..100000\nprint 7"
    #expect(try interruptAgainAndAgain(short, after: "trap '' INT; ") == 0)
  }
}
