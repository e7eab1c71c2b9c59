// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import BenignCharts
import BenignCore
import BenignLanguage
import Concurrency
import Glibc
import Synchronization

/// `benign run FILE`: runs a file as one cell, results on stdout, errors on stderr.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Runs a file of Benign's language, as one cell.")

  @Argument(help: "A text file; its name usually ends in .benign.")
  var file: String

  func run() throws {
    Self.occupyStreams()
    let source: SourceText
    do {
      source = SourceText(try TextFile.read(file))
    } catch {
      Self.write(error.message + "\n", to: STDERR_FILENO)
      throw ExitCode.failure
    }
    // A file that may not grow is a warning, or an error, as a full disk is.
    signal(SIGXFSZ, SIG_IGN)
    Self.heedInterrupts()
    var session = Session()
    let stop = StopSignal { interrupts.load(ordering: .relaxed) > 0 }
    let environment = Environment(stop: stop, emit: Self.emit, store: Benign.makeStore())
    let diagnostic = session.run(source, in: environment)
    if let diagnostic {
      let lines = DiagnosticText(diagnostic, in: source).lines
      Self.write(lines.joined(separator: "\n") + "\n", to: STDERR_FILENO)
    }
    let failure = Self.outputFailure.load(ordering: .relaxed)
    if failure != 0 {
      let reason = RegularFile.reason(failure)
      Self.write("The output could not be written: \(reason).\n", to: STDERR_FILENO)
    }
    // Not `exit`: what was left behind still works, and must meet no destructors.
    if diagnostic != nil, stop.isRequested { _exit(interruptedStatus) }
    guard diagnostic == nil, failure == 0 else { throw ExitCode.failure }
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
    // A parent that blocks signals, as programs with many threads do, hands its mask down.
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

  /// The first error's number in writing to stdout, or 0.
  private static let outputFailure = Atomic<Int32>(0)

  private static func emit(_ event: Event) {
    switch event {
    case .output(let text): write(text, to: STDOUT_FILENO)
    case .warning(let text): write(text, to: STDERR_FILENO)
    case .value(let value): write(ValueText(value).display() + "\n", to: STDOUT_FILENO)
    case .report(let report): write(ReportText(report).description + "\n", to: STDOUT_FILENO)
    case .figure(let figure): write(figure.alternativeText + "\n", to: STDOUT_FILENO)
    case .progress(let progress): show(progress)
    case .page(let page): write(page.text + "\n", to: STDOUT_FILENO)
    // A file is one cell, and no other one's outputs are kept.
    case .clear, .again: break
    }
  }

  /// One line that is written over, where somebody watches.
  private static func show(_ progress: Progress) {
    guard isatty(STDERR_FILENO) == 1 else { return }
    write("\r\u{1B}[K" + progress.line + (progress.isFinal ? "\n" : ""), to: STDERR_FILENO)
  }

  /// Writes all of it, however often the system takes only a part.
  private static func write(_ text: String, to descriptor: Int32) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        if descriptor == STDOUT_FILENO {
          _ = outputFailure.compareExchange(expected: 0, desired: errno, ordering: .relaxed)
        }
        return
      }
      bytes.removeFirst(count)
    }
  }
}

// A signal handler can reach nothing but globals.
private let interrupts = Atomic(0)
/// As shells report a process that SIGINT has ended.
private let interruptedStatus: Int32 = 130
