// SPDX-License-Identifier: Apache-2.0

import Concurrency

/// f on the line h = offsets + tδ: piecewise linear in t.
///
/// A neuron is kept as its kink t_j = −offset_j/δ_j and its weight a_jδ_j, so that it contributes a_jδ_j(t − t_j), times γ where it is not active. Close
/// to its kink this is right to the last digit, where offset_j + tδ_j is rounding error: with γ = 1e-16 that error would be
/// larger than f wherever no neuron is active.
struct Line {
  let delta: [Double]
  private let outer: [Double]
  /// a_jδ_j.
  private let weights: [Double]
  private let slope: Double
  /// Whether every a_jδ_j ≥ 0, so that f is increasing.
  private let isMonotone: Bool
  /// t_j; not finite where h_j does not change along the line.
  private var kinks: [Double]
  /// The contribution of the neurons that do not change.
  private var constant = 0.0

  init(delta: [Double], outer: [Double], slope: Double) {
    self.delta = delta
    self.outer = outer
    self.slope = slope
    weights = zip(outer, delta).map { $0 * $1 }
    kinks = [Double](repeating: 0, count: delta.count)
    isMonotone = weights.allSatisfy { $0 >= 0 }
  }

  /// Moves the line to other offsets.
  mutating func place(at offsets: [Double]) {
    constant = 0
    for j in delta.indices {
      kinks[j] = delta[j] == 0 ? .infinity : -offsets[j] / delta[j]
      if !kinks[j].isFinite { constant += outer[j] * offsets[j] * (offsets[j] > 0 ? 1 : slope) }
    }
  }

  /// ln P(y f ≤ 0) for t ~ N(0, 1).
  func logWrongMass(label: Double, stop: StopSignal) throws(CoreError) -> Double {
    if isMonotone {
      // With γ = 0 f may be 0 on an interval, where it is wrong for both labels.
      let root = slope > 0 ? increasingRoot() : endOfZeros(label: label)
      return NormalDistribution.logCDF(label > 0 ? root : -root)
    }
    let intervals = try wrongIntervals(label: label, stop: stop)
    return logSumExp(intervals.map { NormalDistribution.logMass(from: $0.0, to: $0.1) })
  }

  /// Operations between two questions: less than a millisecond.
  private static let operationsBetweenQuestions = 1 << 19

  /// f at a point and the piece that begins there.
  private struct Piece {
    var value: Double
    /// f′(t+).
    var derivative = 0.0
    /// The kinks between which the piece lies.
    var from = -Double.infinity
    var to = Double.infinity

    /// The place at which its line is 0, not beyond its kinks.
    func root(from t: Double) -> Double { min(max(t - value / derivative, from), to) }
  }

  private func piece(at t: Double) -> Piece {
    var piece = Piece(value: constant)
    for j in kinks.indices where kinks[j].isFinite {
      let distance = t - kinks[j]
      if distance >= 0 {
        if kinks[j] > piece.from { piece.from = kinks[j] }
      } else if kinks[j] < piece.to {
        piece.to = kinks[j]
      }
      let isActive = (distance >= 0) == (delta[j] > 0)
      let weight = isActive ? weights[j] : slope * weights[j]
      piece.value += weight * distance
      piece.derivative += weight
    }
    return piece
  }

  private static let newtonSteps = 12
  /// A step that ends so close to a kink, relative to the way there, may as well end behind it.
  private static let margin = 1e-9

  /// The root of an increasing f by Newton's method, which is done as soon as a step ends on its own piece.
  private func increasingRoot() -> Double {
    var t = 0.0
    for _ in 0..<Self.newtonSteps {
      let piece = piece(at: t)
      if piece.value == 0 { return t }
      let step = -piece.value / piece.derivative
      let end = step > 0 ? piece.to : piece.from
      let room = abs(end - t)
      if abs(step) < room * (1 - Self.margin) { return t + step }
      // At the kink itself f's sign is certain, and it may be that of γ times what is not active.
      let next = abs(step) <= room * (1 + Self.margin) ? end : t + step
      if !next.isFinite || next == t { break }
      t = next
    }
    return rootBetweenKinks()
  }

  /// The same by bisection among the kinks, whatever the slopes are.
  private func rootBetweenKinks() -> Double {
    let sorted = kinks.filter(\.isFinite).sorted()
    guard let first = sorted.first else { return constant > 0 ? -.infinity : .infinity }
    // f < 0 at the kinks before this one, and f ≥ 0 from it on.
    let (_, inside) = firstPlace(in: sorted, first) { !($0 < 0) }
    let piece = piece(at: inside)
    guard piece.derivative > 0 else { return piece.to }
    return piece.root(from: inside)
  }

  /// The end of the interval where a non-decreasing f of γ = 0 is 0: its right end for label +1, since up to there f ≤ 0, its left end for −1.
  private func endOfZeros(label: Double) -> Double {
    let sorted = kinks.filter(\.isFinite).sorted()
    func isBeyond(_ value: Double) -> Bool { label > 0 ? value > 0 : value >= 0 }
    guard let first = sorted.first else { return isBeyond(constant) ? -.infinity : .infinity }
    let (place, inside) = firstPlace(in: sorted, first, where: isBeyond)
    let piece = piece(at: inside)
    if piece.derivative > 0 { return piece.root(from: inside) }
    // A flat piece before all kinks, or behind them.
    return place == 0 ? -.infinity : piece.to
  }

  /// The number of sorted kinks before the first one whose value of f fits, f not decreasing; and a point of the piece that ends there.
  private func firstPlace(
    in sorted: [Double], _ first: Double, where fits: (Double) -> Bool
  ) -> (place: Int, inside: Double) {
    var low = 0
    var high = sorted.count
    while low < high {
      let middle = (low + high) / 2
      if fits(piece(at: sorted[middle]).value) { high = middle } else { low = middle + 1 }
    }
    return (low, low == 0 ? first - max(1, abs(first)) : sorted[low - 1])
  }

  /// The intervals of t on which y f ≤ 0, from the sorted kinks.
  private func wrongIntervals(
    label: Double, stop: StopSignal
  ) throws(CoreError) -> [(Double, Double)] {
    let sorted = kinks.filter(\.isFinite).sorted()
    guard let first = sorted.first, let last = sorted.last else {
      return label * constant <= 0 ? [(-.infinity, .infinity)] : []
    }
    var intervals = [(Double, Double)]()
    // Every piece has a point inside it, from which its line is known.
    let inner = zip(sorted, sorted.dropFirst()).map { ($0, $1, 0.5 * $0 + 0.5 * $1) }
    let pieces =
      [(-Double.infinity, first, first - max(1, abs(first)))] + inner
      + [(last, Double.infinity, last + max(1, abs(last)))]
    let stride = max(1, Self.operationsBetweenQuestions / max(1, delta.count))
    for (place, (from, to, inside)) in pieces.enumerated() where from < to {
      if place % stride == 0 { try stop.check() }
      let piece = piece(at: inside)
      let part = Self.wrongPart(from, to, inside, label * piece.value, label * piece.derivative)
      if let part { intervals.append(part) }
    }
    return intervals
  }

  /// The part of [from, to] where value + (t − inside)·derivative ≤ 0.
  private static func wrongPart(
    _ from: Double, _ to: Double, _ inside: Double, _ value: Double, _ derivative: Double
  ) -> (Double, Double)? {
    if derivative == 0 { return value <= 0 ? (from, to) : nil }
    let root = inside - value / derivative
    if derivative > 0 { return root > from ? (from, min(to, root)) : nil }
    return root < to ? (max(from, root), to) : nil
  }
}
