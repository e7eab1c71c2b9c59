// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// Random cells of one kind, one for each seed.
///
/// With FUZZ=1000000 in the environment there are as many of each kind, and what they took is printed: Tests/Benchmarks/fuzz.
enum FuzzRun {
  private static let asked = ProcessInfo.processInfo.environment["FUZZ"].flatMap { Int($0) }

  /// Whether times shall be printed.
  static var isMeasured: Bool { asked != nil }

  /// - Parameter share: one cell in so many, for kinds that take long.
  static func cells(_ kind: String, oneIn share: Int = 1, _ body: (UInt64) throws -> Void) rethrows
  {
    let count = UInt64((asked ?? 1_000) / share)
    var slowest = (duration: Duration.zero, seed: UInt64(0))
    let began = ContinuousClock.now
    for seed in 0..<count {
      let start = ContinuousClock.now
      try body(seed)
      let duration = ContinuousClock.now - start
      if duration > slowest.duration { slowest = (duration, seed) }
    }
    guard isMeasured else { return }
    let mean = (ContinuousClock.now - began) / Int(max(count, 1))
    print(
      "\(kind): \(count) cells, \(mean.microseconds) µs each, the slowest",
      "\(slowest.duration.microseconds) µs (seed \(slowest.seed))")
  }
}

extension Duration {
  /// To a tenth.
  var microseconds: Double { (self / .nanoseconds(100)).rounded() / 10 }
}
