// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import BenignLanguage
import Concurrency
import Glibc

/// `benign run FILE`: runs a file as one cell, results on stdout, errors on stderr.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Runs a file of Benign's language, as one cell.")

  @Argument(help: "A text file, whose name usually ends in .benign; - is standard input.")
  var file: String

  @Argument(help: "Variables that are set before the file runs.")
  var settings: [Setting] = []

  @Flag(help: "Writes one JSON object a line: the objects that notebooks get.")
  var json = false

  @Flag(help: "Writes no text but errors and warnings, and no progress.")
  var quiet = false

  /// `NAME=VALUE`, with an expression as value.
  struct Setting: ExpressibleByArgument {
    let statement: String

    init?(argument: String) {
      guard let sign = argument.firstIndex(of: "="), sign > argument.startIndex,
        argument[..<sign].utf8.allSatisfy(Self.isOfName), !(argument.first?.isNumber ?? true)
      else { return nil }
      statement = "\(argument[..<sign]) = \(argument[argument.index(after: sign)...])"
    }

    private static func isOfName(_ byte: UInt8) -> Bool {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
        true
      default: false
      }
    }
  }

  func run() throws {
    CommandSignals.prepare()
    let output = RunOutput(isJSON: json, isQuiet: quiet)
    let source = try output.source(of: file)
    // Until here SIGINT has ended the process, which may have waited for somebody who types.
    CommandSignals.heed([SIGINT])
    var session = Session()
    let stop = CommandSignals.stop
    let environment = Environment(stop: stop, emit: output.emit, store: Benign.makeStore())
    for cell in settings.map({ SourceText($0.statement) }) + [source] {
      guard let diagnostic = session.run(cell, in: environment) else { continue }
      output.fail(diagnostic, in: cell)
      _ = output.isWhole()
      // Not `exit`: what was left behind still works, and must meet no destructors.
      if stop.isRequested { _exit(CommandSignals.status) }
      throw ExitCode.failure
    }
    guard output.isWhole() else { throw ExitCode.failure }
  }
}
