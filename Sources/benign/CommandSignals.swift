// SPDX-License-Identifier: Apache-2.0

import Concurrency
import Glibc
import Synchronization

/// The signals and streams of a command that runs a file.
enum CommandSignals {
  /// Makes the process ready to run a file: streams that are closed are occupied, and a file that may not grow is no end.
  static func prepare() {
    occupyStreams()
    // A file that may not grow is a warning, or an error, as a full disk is.
    signal(SIGXFSZ, SIG_IGN)
    letThrough()
  }

  /// From now on the first such signal interrupts the statement that runs, and the second one ends the process.
  /// - Parameter signals: those that whoever started the process ignores stay ignored.
  static func heed(_ signals: [Int32]) {
    for number in signals {
      let before = signal(number) { number in
        received.store(number, ordering: .relaxed)
        if interrupts.add(1, ordering: .relaxed).oldValue > 0 { _exit(CommandSignals.status) }
      }
      if unsafeBitCast(before, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self) {
        signal(number, SIG_IGN)
      }
    }
  }

  /// Raised by the first signal.
  static var stop: StopSignal { StopSignal { interrupts.load(ordering: .relaxed) > 0 } }

  /// As shells report a process that the signal has ended: 130 of SIGINT, 143 of SIGTERM.
  static var status: Int32 { 128 + received.load(ordering: .relaxed) }

  /// A parent that blocks signals, as programs with many threads do, hands its mask down.
  private static func letThrough() {
    var mask = sigset_t()
    sigemptyset(&mask)
    for number in [SIGINT, SIGTERM] { sigaddset(&mask, number) }
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
private let received = Atomic(SIGINT)
