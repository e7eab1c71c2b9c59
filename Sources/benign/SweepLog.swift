// SPDX-License-Identifier: Apache-2.0

import BenignLanguage
import Glibc
import JupyterProtocol

/// What `benign sweep` says: lines on stderr that a scheduler's log can keep, and JSON on stdout.
///
/// A class because events come one by one; it never leaves the thread that runs the file.
final class SweepLog {
  /// Seconds between two lines of progress.
  private static let interval = Duration.seconds(10)

  private let isQuiet: Bool
  private var last = ContinuousClock.now
  private var shares: [ShareOutcome] = []
  private var estimates: [SweepEstimate] = []
  private let began = ContinuousClock.now

  init(isQuiet: Bool) { self.isQuiet = isQuiet }

  /// Runs that could not be computed.
  var failures: Int { shares.reduce(0) { $0 + $1.failed } }

  func emit(_ event: Event) {
    switch event {
    case .warning(let text): write(text)
    case .progress(let progress):
      guard !isQuiet, progress.isFinal || last.duration(to: .now) >= Self.interval else { return }
      last = .now
      write("\(progress.activity): \(progress.words)\n")
    case .output, .value, .report, .figure, .growing, .exploration, .page, .clear, .again: break
    }
  }

  func tell(_ work: DividedWork) {
    switch work {
    case .share(let outcome): shares.append(outcome)
    case .estimate(let estimate): estimates.append(estimate)
    }
  }

  func writeShares(of shard: SweepCommand.ShardNumber, out: String) {
    for share in shares {
      if let reason = share.failure {
        write(
          "\(share.table): \(share.failed) of \(share.runs) runs failed; the first: \(reason)\n")
      }
    }
    let (runs, known) = shares.reduce((0, 0)) { ($0.0 + $1.runs, $0.1 + $1.known) }
    let seconds = began.duration(to: .now) / .seconds(1)
    if !isQuiet {
      write(
        "shard \(shard.index)/\(shard.count): \(runs) runs, \(known) of them known before, \(failures) failed; \(out) is finished\n"
      )
    }
    print([
      "runs": .number(Double(runs)), "known": .number(Double(known)),
      "failed": .number(Double(failures)), "seconds": .number(seconds),
      "reason": shares.lazy.compactMap(\.failure).first.map { .string($0) } ?? .null,
    ])
  }

  /// Writes how long all runs take and how they are divided.
  /// - Parameters:
  ///   - workers: that the shares are for.
  ///   - shards: how many shares; `nil` where the work decides it.
  func writeEstimate(workers: Int?, shards: Int?) {
    let total = estimates.reduce(0) { $0 + $1.shares(1)[0].seconds }
    // Long enough to be worth a process, and many of them for each worker, so that all end together.
    let seconds = min(60, max(0.5, total / Double(16 * (workers ?? 2))))
    let most = estimates.reduce(0) { $0 + $1.groupCount }
    let count = shards ?? max(1, min(most, Int(saturating: (total / seconds).rounded(.up))))
    var shares = [(runs: Int, seconds: Double)](repeating: (0, 0), count: count)
    for estimate in estimates {
      for (index, share) in estimate.shares(count).enumerated() {
        shares[index].runs += share.runs
        shares[index].seconds += share.seconds
      }
    }
    let sum = { (count: (SweepEstimate) -> Int) in
      JSONValue.number(Double(self.estimates.reduce(0) { $0 + count($1) }))
    }
    let time = { (part: (SweepEstimate.Time) -> Double?) in
      self.estimates.reduce(Optional(0)) { sum, estimate in
        sum.flatMap { sum in part(estimate.time).map { sum + $0 } }
      }.map { JSONValue.number($0) } ?? .null
    }
    print([
      "tables": .array(estimates.map { .string($0.table) }), "runs": sum(\.runs),
      "stored": sum(\.stored), "timed": sum(\.timed), "seconds": time(\.value),
      "seconds_low": time(\.low), "seconds_high": time(\.high),
      "shards": .array(
        shares.map {
          .object(["seconds": .number($0.seconds), "runs": .number(Double($0.runs))])
        }),
    ])
  }

  private func print(_ members: [String: JSONValue]) {
    let text = String(decoding: JSONText(JSONValue.object(members)).bytes, as: UTF8.self)
    RunOutput.write(text + "\n", to: STDOUT_FILENO)
  }

  private func write(_ text: String) { RunOutput.write(text, to: STDERR_FILENO) }
}
