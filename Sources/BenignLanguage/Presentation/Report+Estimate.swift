// SPDX-License-Identifier: Apache-2.0

extension Report {
  /// Shows how many runs a sweep would compute, and how long that would take.
  init(_ heading: Heading, _ estimate: SweepEstimate) {
    let time = estimate.time
    self.init(
      heading.entitled(estimate.table),
      [
        .init("name", .text(estimate.table)), .init("runs", Datum(estimate.runs)),
        .init("stored", Datum(estimate.stored)), .init("timed", Datum(estimate.timed)),
        .init("workers", Datum(estimate.workers)), .init("seconds", .number(time.value)),
        .init("seconds_low", .number(time.low)), .init("seconds_high", Datum(time.high)),
      ], findings: [estimate.counts, estimate.prediction])
  }
}

extension SweepEstimate {
  /// "60 runs: 12 in the store, 8 timed now and kept, 40 to come"
  fileprivate var counts: String {
    let left = runs - stored - timed
    return
      "\(runs) \(runs == 1 ? "run" : "runs"): \(stored) in the store, \(timed) timed now and kept, \(max(0, left)) to come"
  }

  /// "About 12 s on 2 workers (95 %: 10 s … 15 s)"
  fileprivate var prediction: String {
    guard runs > stored + timed else { return "nothing is left to compute" }
    let place = "on \(workers) \(workers == 1 ? "worker" : "workers")"
    guard let high = time.high else {
      return
        "\(Self.text(time.low)) or more \(place): the largest runs were not timed, since \(timed) smaller ones took 3 s"
    }
    return
      "about \(Self.text(time.value)) \(place) (95 %: \(Self.text(time.low)) … \(Self.text(high)))"
  }

  private static func text(_ seconds: Double) -> String {
    seconds < 60 ? "\(ShortNumber(seconds, digits: 2)) s" : Progress.clock(seconds)
  }
}
