// SPDX-License-Identifier: Apache-2.0

/// A neuron's way through its kinks over one step of flow, in the order in which they come.
///
/// The next kink is the one that the hints name next, which costs a look at one point instead of all. A point that turns out to
/// have changed side before the last kink comes too late: kinks are taken back until it is in its place. A point that goes across
/// and comes back within the step may be passed over: steps are so short that it has gone next to nowhere.
struct KinkWalk {
  typealias Kink = NeuronPath.Kink

  private(set) var path: NeuronPath
  /// What is behind, in order.
  private(set) var passed: [Kink] = []
  /// What may be ahead, the latest first.
  private var pending: [Kink]
  /// Kinks that none can have come before.
  private var settled = 0
  private var turns = 0
  private let mostTurns: Int
  private let slopes: [SIMD3<Double>]
  private let weight: Double
  private let columns: PaddedColumns

  /// - Parameters:
  ///   - hints: the latest first.
  ///   - slopes: what each point's becoming active adds to the cubics, but for the weight and its column of G (n).
  ///   - columns: of G.
  init(
    _ path: NeuronPath, hints: [Kink], slopes: [SIMD3<Double>], weight: Double,
    columns: PaddedColumns
  ) {
    self.path = path
    self.slopes = slopes
    self.weight = weight
    self.columns = columns
    pending = hints
    mostTurns = 20 * slopes.count
    passed.reserveCapacity(hints.count)
  }

  /// Passes all kinks up to `end`.
  ///
  /// - Returns: the time at which the neuron would slide along a kink, or `nil`.
  mutating func go(to end: Double, shouldStop: () -> Bool) throws(CoreError) -> Double? {
    if shouldStop() { throw .interrupted }
    while let next = nextHint() ?? overlooked(at: end) {
      if turns & 63 == 0, shouldStop() { throw .interrupted }
      let time = passed.last?.time ?? 0
      if isLate(next, after: time) {
        takeBack(before: next)
        continue
      }
      if !path.isAcross(next.point, at: end) {
        // Nor is any hint behind it, unless some point has been overlooked.
        pending.append(next)
        guard let other = overlooked(at: end) else { break }
        pending.append(other)
        continue
      }
      let place = path.kink(of: next.point, between: (time, end), near: next.time)
      let kink = Kink(time: place, point: next.point)
      if !pass(kink) {
        guard turns <= mostTurns, let other = path.pointAcross(kink.time, but: kink.point) else {
          return kink.time
        }
        // What drove it back may be a kink that is missing.
        pending.append(Kink(time: kink.time, point: other))
      }
    }
    settled = passed.count
    return nil
  }

  /// Passes all kinks up to `end` where all points move straight: then each next one is known.
  ///
  /// - Returns: the time at which the neuron would slide along a kink, or `nil`.
  mutating func goStraight(
    to end: Double, shouldStop: () -> Bool
  ) throws(CoreError) -> Double? {
    if turns == 0 { pending = path.firstStraightKink().map { [$0] } ?? [] }
    while let kink = pending.last, kink.time < end {
      if turns & 63 == 0, shouldStop() { throw .interrupted }
      turns += 1
      passed.append(kink)
      let slope = weight * slopes[kink.point].x
      let turned = columns.withColumn(kink.point) {
        path.turnStraight(kink, slope: slope, column: $0)
      }
      guard let turned, turned.passes, turns <= mostTurns else { return kink.time }
      pending.removeLast()
      if let next = turned.next { pending.append(next) }
    }
    return nil
  }

  private mutating func nextHint() -> Kink? {
    while let next = pending.popLast() {
      if path.isAcross(next.point, at: path.size) { return next }
    }
    return nil
  }

  private func overlooked(at end: Double) -> Kink? {
    path.pointAcross(end, but: nil).map { Kink(time: end, point: $0) }
  }

  private func isLate(_ next: Kink, after time: Double) -> Bool {
    passed.count > settled && next.point != passed.last?.point
      && path.isAcross(next.point, at: time)
  }

  /// - Returns: whether the neuron is not driven back, and has not turned too often.
  private mutating func pass(_ kink: Kink) -> Bool {
    passed.append(kink)
    return turn(kink) && turns <= mostTurns
  }

  /// The last kink goes behind the one that came before it.
  private mutating func takeBack(before next: Kink) {
    guard let last = passed.popLast() else { return }
    _ = turn(last)
    pending.append(last)
    pending.append(next)
  }

  private mutating func turn(_ kink: Kink) -> Bool {
    turns += 1
    let slope = weight * slopes[kink.point]
    return columns.withColumn(kink.point) { path.turn(kink, slope: slope, column: $0) } ?? true
  }
}
