// SPDX-License-Identifier: Apache-2.0

import RealModule

/// The test error of a network under Gaussian noise, to a relative precision at any depth.
///
/// Given y, h = (⟨w_j, x⟩)_j is normal with mean yWμ. Split h = yWμ + R + tδ along δ = Sa/τ, τ² = aᵀSa, where R and t ~ N(0, 1) are independent:
/// R is drawn, and on its line {yWμ + R + tδ} the network is piecewise linear in t, so that the share of the line with a wrong sign is a
/// difference of Φ's, summed in logarithms. Unbiased for every W, with no more variance than plain sampling.
struct LineSampling {
  struct Estimate: Sendable, Equatable {
    /// ln of the estimated error.
    let logError: Double
    /// Standard error relative to the estimate.
    let relativeStandardError: Double
    /// Lines drawn, over both labels.
    let lines: Int
  }

  /// Σ^{1/2}P Wᵀ (d×m), σ included.
  let factor: Matrix
  /// Wμ (m).
  let means: [Double]
  /// a (m).
  let outer: [Double]
  let slope: Double

  static let batch = 64
  static let mostLines = 1 << 22

  /// Doubles the lines until the relative standard error is at most `precision`.
  ///
  /// - Parameter seed: the same seed gives the same lines.
  func estimate(
    precision: Double, seed: UInt64, shouldStop: () -> Bool
  ) throws(CoreError) -> Estimate {
    let axis = LinearAlgebra.product(factor, outer)
    let deviation = LinearAlgebra.dot(axis, axis).squareRoot()
    if deviation == 0 { return pointMass() }
    let delta = LinearAlgebra.product(factor, axis.map { $0 / deviation }, .first)
    var logs = [Double]()
    var target = 256
    while true {
      while logs.count < target {
        if shouldStop() { throw .interrupted }
        let chunk = logs.count / Self.batch
        try appendBatch(
          chunk, axis: axis, deviation: deviation, delta: delta, seed: seed, to: &logs,
          shouldStop: shouldStop)
      }
      let estimate = summarize(logs)
      let isExact = estimate.relativeStandardError <= precision
      if isExact || logs.count >= Self.mostLines { return estimate }
      target *= 2
    }
  }

  /// Without noise in any direction that f sees, x is yμ.
  private func pointMass() -> Estimate {
    let wrong = [1.0, -1.0].count { y in
      zip(outer, means).reduce(0) { $0 + y * $1.0 * activation(y * $1.1) } <= 0
    }
    return Estimate(
      logError: wrong == 0 ? -.infinity : Double.log(Double(wrong) / 2), relativeStandardError: 0,
      lines: 2)
  }

  private func activation(_ u: Double) -> Double { u > 0 ? u : slope * u }

  /// Pairs of lines, one a label; a pair's value is the mean of both errors, as a logarithm.
  private func appendBatch(
    _ chunk: Int, axis: [Double], deviation: Double, delta: [Double], seed: UInt64,
    to logs: inout [Double], shouldStop: () -> Bool
  ) throws(CoreError) {
    let d = factor.rows
    var stream = RandomStream(seed: seed, purpose: .lines, chunk: chunk)
    var normals = Matrix(rows: d, columns: 2 * Self.batch)
    normals.storage.withUnsafeMutableBufferPointer { numbers in
      if let base = numbers.baseAddress { stream.fillNormals(base, count: numbers.count) }
    }
    let fields = LinearAlgebra.product(factor, normals, .first)
    let along = LinearAlgebra.product(normals, axis, .first)
    let m = means.count
    var line = Line(delta: delta, outer: outer, slope: slope)
    for pair in 0..<Self.batch {
      var halves = [0.0, 0.0]
      for (side, y) in [(0, 1.0), (1, -1.0)] {
        let column = 2 * pair + side
        let t = along[column] / deviation
        for j in 0..<m {
          line.offsets[j] = y * means[j] + fields.storage[j + column * m] - t * delta[j]
        }
        halves[side] = try line.logWrongMass(label: y, shouldStop: shouldStop)
      }
      logs.append(logSumExp(halves) - Double.log(2))
    }
  }

  private func summarize(_ logs: [Double]) -> Estimate {
    let count = Double(logs.count)
    let largest = logs.max() ?? -.infinity
    if largest == -.infinity {
      return Estimate(logError: largest, relativeStandardError: 0, lines: 2 * logs.count)
    }
    let values = logs.map { Double.exp($0 - largest) }
    let mean = values.reduce(0, +) / count
    // Around the mean, not from the squares: a small spread would cancel.
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count * (count - 1))
    return Estimate(
      logError: largest + Double.log(mean), relativeStandardError: variance.squareRoot() / mean,
      lines: 2 * logs.count)
  }
}

/// f on the line h = offsets + tδ: piecewise linear in t.
struct Line {
  let delta: [Double]
  let outer: [Double]
  let slope: Double
  var offsets: [Double]
  /// Whether every a_jδ_j ≥ 0, so that f is increasing.
  private let isMonotone: Bool

  init(delta: [Double], outer: [Double], slope: Double) {
    self.delta = delta
    self.outer = outer
    self.slope = slope
    offsets = [Double](repeating: 0, count: delta.count)
    isMonotone = zip(outer, delta).allSatisfy { $0 * $1 >= 0 }
  }

  /// ln P(y f ≤ 0) for t ~ N(0, 1).
  func logWrongMass(label: Double, shouldStop: () -> Bool) throws(CoreError) -> Double {
    if isMonotone {
      let root = increasingRoot()
      return NormalDistribution.logCDF(label > 0 ? root : -root)
    }
    let intervals = try wrongIntervals(label: label, shouldStop: shouldStop)
    return logSumExp(intervals.map { NormalDistribution.logMass(from: $0.0, to: $0.1) })
  }

  /// Operations between two questions: less than a millisecond.
  private static let operationsBetweenQuestions = 1 << 19

  /// f(t) and f′(t+).
  private func value(_ t: Double) -> (value: Double, derivative: Double) {
    var value = 0.0
    var derivative = 0.0
    for j in delta.indices {
      let h = offsets[j] + t * delta[j]
      let factor = outer[j] * (h > 0 ? 1 : slope)
      value += factor * h
      derivative += factor * delta[j]
    }
    return (value, derivative)
  }

  /// The root of an increasing f by Newton's method, safeguarded by bisection.
  private func increasingRoot() -> Double {
    var t = 0.0
    var low = -Double.infinity
    var high = Double.infinity
    for _ in 0..<200 {
      let (value, derivative) = value(t)
      if value == 0 { return t }
      if value < 0 { low = t } else { high = t }
      // The slope of an increasing piecewise linear f never vanishes: aᵀδ = τ > 0 keeps it ≥ γτ.
      var next = t - value / derivative
      if !(next > low && next < high) {
        if !low.isFinite || !high.isFinite { return next.isFinite ? next : t }
        next = 0.5 * (low + high)
      }
      if abs(next - t) <= 1e-14 * max(1, abs(t)) { return next }
      t = next
    }
    return t
  }

  /// The intervals of t on which y f ≤ 0, from the sorted kinks.
  private func wrongIntervals(
    label: Double, shouldStop: () -> Bool
  ) throws(CoreError) -> [(Double, Double)] {
    let kinks = delta.indices.compactMap { j -> Double? in
      let t = -offsets[j] / delta[j]
      return t.isFinite ? t : nil
    }.sorted()
    guard let first = kinks.first, let last = kinks.last else {
      return label * value(0).value <= 0 ? [(-.infinity, .infinity)] : []
    }
    var intervals = [(Double, Double)]()
    // Every segment has a point inside it, from which its line is known.
    let inner = zip(kinks, kinks.dropFirst()).map { ($0, $1, 0.5 * ($0 + $1)) }
    let segments =
      [(-Double.infinity, first, first - 1)] + inner + [(last, Double.infinity, last + 1)]
    let stride = max(1, Self.operationsBetweenQuestions / max(1, delta.count))
    for (place, (from, to, inside)) in segments.enumerated() where from < to {
      if place % stride == 0, shouldStop() { throw .interrupted }
      let (value, derivative) = value(inside)
      if let part = Self.wrongPart(from, to, inside, label * value, label * derivative) {
        intervals.append(part)
      }
    }
    return intervals
  }

  /// Where value + (t − inside)·derivative ≤ 0 in [from, to].
  private static func wrongPart(
    _ from: Double, _ to: Double, _ inside: Double, _ value: Double, _ derivative: Double
  ) -> (Double, Double)? {
    if derivative == 0 { return value <= 0 ? (from, to) : nil }
    let root = inside - value / derivative
    if derivative > 0 { return root > from ? (from, min(to, root)) : nil }
    return root < to ? (max(from, root), to) : nil
  }
}
