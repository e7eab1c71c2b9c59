// SPDX-License-Identifier: Apache-2.0

import BenignCharts
import Concurrency
import FoundationEssentials
import Glibc
import Synchronization
import Testing

@testable import BenignLanguage

/// Runs the programs of `ExtremeGenerator`, each in a copy of one session, and interrupts every cell after some milliseconds.
///
/// What a cell takes is told by the processor's time, which does not grow while other programs work; it is looked at only where the process does
/// nothing else (FuzzRun.isMeasured). Where FUZZ_LOG names a file, it has a line for each fault, and FUZZ_LOG.at the seed and the cell that is running,
/// for the one who finds the process dead.
final class ExtremeRun {
  /// The processor's seconds after which a cell is interrupted, and the same for one program in sixteen.
  private static let patience = (short: 0.004, long: 0.02)
  /// When a cell that only waits is interrupted.
  private static let longestWait: Duration = .milliseconds(200)
  /// The processor's seconds in which a cell must end, on each of two cores.
  private static let longest = 1.0
  /// The processor's seconds after which the process is ended: the cell is in a loop that nothing ends.
  private static let forever = 20.0

  private let started: Recorder
  private let watch = FuzzRun.isMeasured ? Watch(limit: ExtremeRun.forever) : nil
  private let log = FuzzRun.isMeasured ? ProcessInfo.processInfo.environment["FUZZ_LOG"] : nil
  private var slowest = (seconds: 0.0, place: "")
  private(set) var tally: [ExtremeGenerator.Kind: (programs: Int, seconds: Double)] = [:]

  init() {
    var recorder = Recorder()
    #expect(recorder.run(ExtremeGenerator.start) == nil)
    started = recorder
  }

  func program(_ seed: UInt64) {
    let kind = ExtremeGenerator.kind(of: seed)
    var generator = ExtremeGenerator(seed: seed)
    var recorder = started
    let before = Self.processorTime
    for code in generator.cells(kind) {
      note("\(seed) \(code)")
      watch?.begin("seed \(seed): \(code)")
      run(code, &recorder, seed)
      watch?.end()
    }
    tally[kind, default: (0, 0)].programs += 1
    tally[kind, default: (0, 0)].seconds += Self.processorTime - before
  }

  private func run(_ code: String, _ recorder: inout Recorder, _ seed: UInt64) {
    let (began, before) = (ContinuousClock.now, Self.processorTime)
    let patience = seed.isMultiple(of: 16) ? Self.patience.long : Self.patience.short
    let stop = StopSignal {
      Self.processorTime - before > patience || ContinuousClock.now - began > Self.longestWait
    }
    let diagnostic = recorder.run(code, stop: stop)
    CellProbe.check(diagnostic, SourceText(code), seed)
    for case .figure(let figure) in recorder.events {
      if figure.svg().isEmpty || figure.vegaLite().isEmpty { fault("seed \(seed): \(code): empty") }
    }
    let seconds = Self.processorTime - before
    if seconds > slowest.seconds { slowest = (seconds, "seed \(seed): \(code)") }
    if FuzzRun.isMeasured, seconds > 2 * Self.longest {
      fault("seed \(seed): \(code): \(seconds) s")
    }
  }

  /// What was run, for the log, once all of it was.
  func report() {
    note("done")
    for kind in ExtremeGenerator.Kind.allCases {
      guard let (programs, seconds) = tally[kind] else { continue }
      let each = (seconds / Double(programs) * 1e5).rounded() / 100
      print("  \(kind): \(programs) programs, \(each) ms of the processor each")
    }
    print("  the slowest cell: \(slowest.seconds) s, \(slowest.place)")
  }

  private func fault(_ text: String) {
    Issue.record("\(text)")
    if let log { Self.write(text + "\n", to: log, O_APPEND) }
  }

  private func note(_ place: String) {
    if let log { Self.write(place + "\n", to: log + ".at", O_TRUNC) }
  }

  fileprivate static func write(_ text: String, to path: String, _ mode: Int32) {
    let file = open(path, O_WRONLY | O_CREAT | mode, 0o600)
    guard file >= 0 else { return }
    defer { close(file) }
    _ = text.utf8CString.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count - 1) }
  }

  /// Of all threads of the process, in seconds.
  static var processorTime: Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}

/// Ends the process, with a sentence, where a cell does not end.
private final class Watch: Sendable {
  private let current = Mutex<(place: String, since: Double)?>(nil)
  private let limit: Double

  init(limit: Double) {
    self.limit = limit
    Abandonable.leave { [weak self] in
      while let self {
        self.look()
        sleep(1)
      }
    }
  }

  func begin(_ place: String) { current.withLock { $0 = (place, ExtremeRun.processorTime) } }
  func end() { current.withLock { $0 = nil } }

  private func look() {
    current.withLock { current in
      guard let current, ExtremeRun.processorTime - current.since > limit else { return }
      ExtremeRun.write("no interrupt ends it, \(current.place)\n", to: "/dev/stderr", O_APPEND)
      abort()
    }
  }
}
