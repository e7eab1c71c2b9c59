// SPDX-License-Identifier: Apache-2.0

/// A share of wrong test points, with its 95 % interval.
struct SampledError: Sendable, Equatable {
  let share: Double
  let interval: WilsonInterval
  /// Test points used.
  let samples: Int

  init(share: Double, interval: WilsonInterval, samples: Int) {
    self.share = share
    self.interval = interval
    self.samples = samples
  }

  /// Of independent points.
  init(wrong: Int, of count: Int) {
    let share = Double(wrong) / Double(count)
    self.init(
      share: share, interval: WilsonInterval(share: share, trials: Double(count)), samples: count)
  }

  /// How precise an estimate shall be, and what it may cost.
  struct Effort: Sendable {
    /// Relative standard error at which to stop.
    let precision: Double
    /// Test points at most.
    let samples: Int
    let workers: Int
  }
}

extension StreamedTestPoints {
  /// So many families are wanted, so that few samples are spread over many.
  private static let wantedFamilies = 400

  /// The classifier's error on fresh points, stopped when it is precise enough or the points are used up.
  ///
  /// - Parameter mean: μ in the design's coordinates.
  func error(
    of classifier: PointClassifier, mean: [Double], effort: SampledError.Effort,
    shouldStop: () -> Bool
  ) throws(CoreError) -> SampledError {
    // Each member is two points, one a label.
    let members = min(TestStream.members, max(1, effort.samples / (2 * Self.wantedFamilies)))
    let most = min(mostFamilies, max(1, effort.samples / (2 * members)))
    var tally = FamilyTally()
    var index = 0
    while tally.families < Double(most), tally.relativeStandardError > effort.precision {
      let batch = try batch(index, workers: effort.workers, shouldStop: shouldStop)
      let wrong = try classifier.wrong(around: mean, noise: batch.noise, shouldStop: shouldStop)
      for family in 0..<min(batch.families, most - Int(tally.families)) {
        let start = family * TestStream.members
        let count = wrong[start..<start + members].reduce(0) { $0 + Int($1) }
        tally.add(wrong: count, of: 2 * members)
      }
      index += 1
    }
    return SampledError(
      share: tally.share, interval: tally.interval, samples: Int(tally.points))
  }
}
