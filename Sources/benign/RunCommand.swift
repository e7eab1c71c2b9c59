// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import BenignLanguage
import Concurrency
import Glibc
import Synchronization

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
    Self.occupyStreams()
    // A file that may not grow is a warning, or an error, as a full disk is.
    signal(SIGXFSZ, SIG_IGN)
    Self.letInterruptsThrough()
    let output = RunOutput(isJSON: json, isQuiet: quiet)
    let source: SourceText
    do {
      source = SourceText(try TextFile.read(file))
    } catch {
      output.fail(error, in: nil)
      throw ExitCode.failure
    }
    // Until here SIGINT has ended the process, which may have waited for somebody who types.
    Self.heedInterrupts()
    var session = Session()
    let stop = StopSignal { interrupts.load(ordering: .relaxed) > 0 }
    let environment = Environment(stop: stop, emit: output.emit, store: Benign.makeStore())
    for cell in settings.map({ SourceText($0.statement) }) + [source] {
      guard let diagnostic = session.run(cell, in: environment) else { continue }
      output.fail(diagnostic, in: cell)
      _ = output.isWhole()
      // Not `exit`: what was left behind still works, and must meet no destructors.
      if stop.isRequested { _exit(interruptedStatus) }
      throw ExitCode.failure
    }
    guard output.isWhole() else { throw ExitCode.failure }
  }

  /// The first SIGINT interrupts the statement that runs, the second one ends the process, unless whoever started it ignores
  /// the signal.
  private static func heedInterrupts() {
    let before = signal(SIGINT) { _ in
      if interrupts.add(1, ordering: .relaxed).oldValue > 0 { _exit(interruptedStatus) }
    }
    if unsafeBitCast(before, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self) {
      signal(SIGINT, SIG_IGN)
    }
  }

  /// A parent that blocks signals, as programs with many threads do, hands its mask down.
  private static func letInterruptsThrough() {
    var mask = sigset_t()
    sigemptyset(&mask)
    sigaddset(&mask, SIGINT)
    pthread_sigmask(SIG_UNBLOCK, &mask, nil)
  }

  /// Where a stream is closed, a file that is opened would take its number, and with it what is printed.
  private static func occupyStreams() {
    for stream in STDIN_FILENO...STDERR_FILENO where fcntl(stream, F_GETFD) < 0 {
      // For reading, so that writing to it fails.
      _ = open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY)
    }
  }
}

// A signal handler can reach nothing but globals.
private let interrupts = Atomic(0)
/// As shells report a process that SIGINT has ended.
private let interruptedStatus: Int32 = 130
