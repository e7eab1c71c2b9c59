// SPDX-License-Identifier: Apache-2.0

import Testing

/// What a cell can make the kernel do.
struct CapabilityTests {
  /// Functions of the system that start a program or open a connection.
  private static let calls = [
    "posix_spawn", "posix_spawnp", "execv", "execve", "execvp", "execvpe", "execl", "execlp",
    "execle", "fork", "vfork", "clone", "popen", "system", "Process", "socket", "socketpair",
    "connect", "getaddrinfo", "URLSession", "dlopen", "syscall",
  ]

  @Test("nothing that a cell runs on starts a program or opens a connection")
  func programsAndConnections() throws {
    let tree = SourceTree.clone
    var files = 0
    for target in ["Concurrency", "BenignCore", "BenignCharts", "BenignStore", "BenignLanguage"] {
      for path in try tree.paths(under: "Sources/" + target, endings: [".swift"]) {
        files += 1
        for (number, line) in try tree.lines(of: path).enumerated() {
          let found = Self.calls.filter { calls($0, line) }
          #expect(found.isEmpty, "\(path):\(number + 1) calls \(found)")
        }
      }
    }
    #expect(files > 100)
    #expect(calls("popen", "  guard let pipe = popen(command) else {"))
    #expect(!calls("system", "  let eigensystem(of: matrix) // system"))
  }

  /// Whether a line calls a function of that name.
  private func calls(_ name: String, _ line: Substring) -> Bool {
    let code = line.prefix(upTo: line.firstRange(of: "//")?.lowerBound ?? line.endIndex)
    return code.ranges(of: name + "(").contains { range in
      let before = code[..<range.lowerBound].last
      return before.map { !$0.isLetter && !$0.isNumber && $0 != "_" } ?? true
    }
  }
}
