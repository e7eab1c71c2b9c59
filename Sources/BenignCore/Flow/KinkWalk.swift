// SPDX-License-Identifier: Apache-2.0

import Concurrency

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
  private var rounds = 0
  private let mostTurns: Int
  private let pull: Pull

  /// What a point's becoming active adds to the cubics.
  struct Pull {
    /// What each point adds, without the factors `weight` and the point's column of G (n).
    let slopes: [SIMD3<Double>]
    let weight: Double
    /// Whether γ = 0, so that inactive points move nothing.
    let rests: Bool
    /// The columns of G.
    let columns: PaddedColumns
    let parallels: ParallelPoints
  }

  /// - Parameter hints: the latest first.
  init(_ path: NeuronPath, hints: [Kink], pull: Pull) {
    self.path = path
    self.pull = pull
    pending = hints
    mostTurns = 20 * pull.slopes.count
    passed.reserveCapacity(hints.count)
  }

  /// Passes all kinks up to `end`.
  ///
  /// - Returns: the time at which the neuron would slide along a kink, or `nil`.
  mutating func go(to end: Double, stop: StopSignal) throws(CoreError) -> Double? {
    try stop.check()
    while let next = nextHint() ?? overlooked(at: end) {
      rounds += 1
      if rounds & 63 == 0 { try stop.check() }
      let time = passed.last?.time ?? 0
      if isLate(next, after: time) {
        guard turns <= mostTurns else { return time }
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
        let turned = [kink.point] + pull.parallels.others(of: kink.point)
        guard turns <= mostTurns, let other = path.pointAcross(kink.time, but: turned) else {
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
    to end: Double, stop: StopSignal
  ) throws(CoreError) -> Double? {
    if turns == 0 { pending = path.firstStraightKink().map { [$0] } ?? [] }
    while let kink = pending.last, kink.time < end {
      if turns & 63 == 0 { try stop.check() }
      let before = path.speed(of: kink.point, at: kink.time)
      let next = turnStraight(kink)
      guard before * path.speed(of: kink.point, at: kink.time) >= 0, turns <= mostTurns else {
        return kink.time
      }
      pending.removeLast()
      if let next { pending.append(next) }
    }
    return nil
  }

  /// - Returns: the next kink.
  private mutating func turnStraight(_ kink: Kink) -> Kink? {
    var next = turnAloneStraight(kink)
    for other in pull.parallels.others(of: kink.point) {
      next = turnAloneStraight(Kink(time: kink.time, point: other))
    }
    guard pull.rests else { return next }
    rest(after: kink)
    return path.nextStraightKink(after: kink.time)
  }

  @inline(__always)
  private mutating func turnAloneStraight(_ kink: Kink) -> Kink? {
    turns += 1
    passed.append(kink)
    let slope = pull.weight * pull.slopes[kink.point].x
    return pull.columns.withColumn(kink.point) {
      path.turnStraight(kink, slope: slope, column: $0)
    }
  }

  /// A neuron that has become inactive may stand still where γ = 0.
  private mutating func rest(after kink: Kink) {
    guard pull.rests else { return }
    let p = pull.weight * pull.slopes[kink.point]
    let (i, s) = (kink.point, kink.time)
    let length: Double = pull.columns.withColumn(i) { $0[i >> 3][i & 7] } ?? 0
    let speed: Double = p.x + s * (2 * p.y + s * 3 * p.z)
    path.rest(at: s, removed: length * speed, turned: [i] + pull.parallels.others(of: i))
  }

  private mutating func nextHint() -> Kink? {
    while let next = pending.popLast() {
      if path.isAcross(next.point, at: path.size) { return next }
    }
    return nil
  }

  private func overlooked(at end: Double) -> Kink? {
    path.pointAcross(end).map { Kink(time: end, point: $0) }
  }

  private func isLate(_ next: Kink, after time: Double) -> Bool {
    passed.count > settled && next.point != passed.last?.point
      && path.isAcross(next.point, at: time)
  }

  /// - Returns: whether the neuron is not driven back, and has not turned too often.
  private mutating func pass(_ kink: Kink) -> Bool {
    let before = path.speed(of: kink.point, at: kink.time)
    passed.append(kink)
    turn(kink)
    for other in pull.parallels.others(of: kink.point) {
      let kink = Kink(time: kink.time, point: other)
      passed.append(kink)
      turn(kink)
    }
    rest(after: kink)
    return before * path.speed(of: kink.point, at: kink.time) >= 0 && turns <= mostTurns
  }

  /// The last kink goes behind the one that came before it.
  private mutating func takeBack(before next: Kink) {
    guard let last = passed.last else { return }
    for _ in 0...pull.parallels.others(of: last.point).count {
      if let kink = passed.popLast() { turn(kink) }
    }
    pending.append(last)
    pending.append(next)
  }

  private mutating func turn(_ kink: Kink) {
    turns += 1
    let slope = pull.weight * pull.slopes[kink.point]
    _ = pull.columns.withColumn(kink.point) { path.turn(kink, slope: slope, column: $0) }
  }
}
