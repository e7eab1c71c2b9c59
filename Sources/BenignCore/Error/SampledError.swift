// SPDX-License-Identifier: Apache-2.0

import Concurrency

/// A share of wrong test points, with its 95 % interval.
struct SampledError: Sendable, Equatable {
  let share: Double
  let interval: ShareInterval
  /// Test points used.
  let samples: Int
  /// Independent points that would tell as much.
  let effectiveSamples: Double

  init(share: Double, samples: Int, effectiveSamples: Double) {
    self.share = share
    interval = ShareInterval(share: share, trials: effectiveSamples)
    self.samples = samples
    self.effectiveSamples = effectiveSamples
  }

  /// The error of independent points.
  init(wrong: Int, of count: Int) {
    self.init(
      share: Double(wrong) / Double(count), samples: count, effectiveSamples: Double(count))
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

  /// Families, and members of each, that an estimate may use: a billion numbers of noise, but never less than the first batch. A member is two points: of an even pair one a label, else of clusters drawn by their shares.
  static func size(samples: Int, dimension: Double) -> (families: Int, members: Int) {
    let members = min(TestStream.members, max(1, samples / (2 * wantedFamilies)))
    let most = max(64, Int(saturating: numbers / dimension))
    return (min(most, max(1, samples / (2 * members))), members)
  }

  /// The classifier's error on fresh points, stopped when it is precise enough or the points are used up.
  ///
  /// - Parameter centres: each cluster's mean, in the design's coordinates, and its label.
  func error(
    of classifier: PointClassifier, centres: [(point: [Double], label: Double)],
    effort: SampledError.Effort, stop: StopSignal
  ) throws(CoreError) -> SampledError {
    let (most, members) = Self.size(samples: effort.samples, dimension: mixture.dimension)
    var tally = FamilyTally()
    var index = 0
    while tally.families < Double(most), tally.relativeStandardError > effort.precision {
      let batch = try batch(index, workers: effort.workers, stop: stop)
      let picks = picks(ofBatch: index, families: batch.families)
      let margins = try classifier.margins(
        around: centres, noise: batch.noise, pick: { picks?[$0] ?? (0, 1) }, stop: stop)
      for family in 0..<min(batch.families, most - Int(saturating: tally.families)) {
        let start = 2 * family * TestStream.members
        tally.add(margins[start..<start + 2 * members])
      }
      index += 1
    }
    return SampledError(
      share: tally.share, samples: Int(saturating: tally.points),
      effectiveSamples: tally.effectivePoints)
  }
}

extension StreamedTestPoints {
  /// The clusters of each member's two points; `nil` where they are those of an even pair, one each.
  private func picks(ofBatch index: Int, families count: Int) -> [(Int, Int)]? {
    if mixture.isPaper { return nil }
    let clusters = mixture.clusterList
    let first = self.families(ofBatch: index).lowerBound
    return (first..<first + count).flatMap { family in
      var stream = RandomStream(seed: mixture.seed, purpose: .testClusters, row: family)
      return (0..<TestStream.members).map { _ in
        (clusters.drawn(by: stream.uniform()), clusters.drawn(by: stream.uniform()))
      }
    }
  }
}

extension Mixture {
  /// Test points of which none was wrong where a sampled error is 0, when nobody says how many; `nil` where nothing is sampled.
  public var streamedTestPoints: Int? {
    guard noise != .gaussian else { return nil }
    let size = StreamedTestPoints.size(samples: 100_000, dimension: dimension)
    return 2 * size.families * size.members
  }
}
