// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// Random cells of one kind, one for each seed.
///
/// With FUZZ=1000000 in the environment there are as many of each kind, from the seed FUZZ_FROM on, and what they took is printed:
/// Tests/Benchmarks/fuzz.
enum FuzzRun {
  private static let environment = ProcessInfo.processInfo.environment
  private static let asked = environment["FUZZ"].flatMap { UInt64($0) }
  private static let first = environment["FUZZ_FROM"].flatMap { UInt64($0) } ?? 0

  /// Whether times shall be printed.
  static var isMeasured: Bool { asked != nil }

  /// The seeds of a kind.
  /// - Parameter share: one cell in so many, for kinds that take long.
  static func seeds(oneIn share: Int) -> Range<UInt64> {
    first..<max(first, (asked ?? 1_000) / UInt64(share))
  }

  /// - Parameter share: as in `seeds`.
  static func cells(_ kind: String, oneIn share: Int = 1, _ body: (UInt64) throws -> Void) rethrows
  {
    let seeds = seeds(oneIn: share)
    var slowest = (duration: Duration.zero, seed: UInt64(0))
    let began = ContinuousClock.now
    for seed in seeds {
      let start = ContinuousClock.now
      try body(seed)
      let duration = ContinuousClock.now - start
      if duration > slowest.duration { slowest = (duration, seed) }
    }
    guard isMeasured else { return }
    let mean = (ContinuousClock.now - began) / max(seeds.count, 1)
    print(
      "\(kind): \(seeds.count) cells, \(mean.microseconds) µs each, the slowest",
      "\(slowest.duration.microseconds) µs (seed \(slowest.seed))")
  }
}

extension Duration {
  /// To a tenth.
  var microseconds: Double { (self / .nanoseconds(100)).rounded() / 10 }
}
