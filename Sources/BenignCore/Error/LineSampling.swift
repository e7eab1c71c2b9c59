// SPDX-License-Identifier: Apache-2.0

import Concurrency
import RealModule

/// The test error of a network under Gaussian noise, to a relative precision at any depth.
///
/// Given the cluster c, h = (⟨w_j, x⟩)_j is normal with mean Wm_c. Split h = Wm_c + R + tδ along δ = Sa/τ, τ² = aᵀSa, where R and t ~ N(0, 1) are independent:
/// R is drawn, and on its line {Wm_c + R + tδ} the network is piecewise linear in t, so that the share of the line with a wrong sign is a
/// difference of Φ's, summed in logarithms. Unbiased for every W, with no more variance than plain sampling.
struct LineSampling {
  struct Estimate: Sendable, Equatable {
    /// ln of the estimated error.
    let logError: Double
    /// Standard error relative to the estimate; infinite where no line has any error.
    let relativeStandardError: Double
    /// Lines drawn, over all clusters; 0 where the error is known without any.
    let lines: Int
  }

  /// Σ^{1/2}P Wᵀ (d×m), σ included.
  let factor: Matrix
  let clusters: [Cluster]
  /// Wm_c (m) of each cluster.
  let centres: [[Double]]
  /// a (m).
  let outer: [Double]
  let slope: Double

  static let batch = 64
  static let leastPairs = 256
  static let mostLines = 1 << 22
  /// However little precision is asked for: with less an interval would cover too seldom, since a few lines then have most of the error.
  static let leastPrecision = 0.05

  /// Doubles the lines until the relative standard error is at most `precision`.
  ///
  /// - Parameter seed: the same seed gives the same lines.
  func estimate(
    precision: Double, seed: UInt64, stop: StopSignal
  ) throws(CoreError) -> Estimate {
    let axis = LinearAlgebra.product(factor, outer)
    let deviation = LinearAlgebra.dot(axis, axis).squareRoot()
    if deviation == 0 { return pointMass() }
    let unit = axis.map { $0 / deviation }
    let delta = LinearAlgebra.product(factor, unit, .first)
    let wanted = min(precision, Self.leastPrecision)
    var line = Line(delta: delta, outer: outer, slope: slope)
    var logs = [Double]()
    var target = Self.leastPairs
    while true {
      while logs.count < target {
        try stop.check()
        let stream = RandomStream(seed: seed, purpose: .lines, chunk: logs.count / batchSize)
        logs += try batch(stream, along: unit, &line, stop: stop)
      }
      let estimate = summarize(logs)
      if estimate.relativeStandardError <= wanted || logs.count >= Self.mostLines {
        return estimate
      }
      target *= 2
    }
  }

  /// Sets of lines, one a cluster, that are drawn at once.
  private var batchSize: Int { max(1, 2 * Self.batch / clusters.count) }

  /// Without noise in any direction that f sees, x is m_c.
  private func pointMass() -> Estimate {
    let logs = zip(clusters, centres).map { cluster, centre in
      zip(outer, centre).reduce(0) { $0 + cluster.label * $1.0 * activation($1.1) } <= 0
        ? 0 : -Double.infinity
    }
    return Estimate(logError: clusters.logMean(logs), relativeStandardError: 0, lines: 0)
  }

  private func activation(_ u: Double) -> Double { u > 0 ? u : slope * u }

  /// Sets of lines, one a cluster; a set's value is the mean of their errors, as a logarithm.
  private func batch(
    _ source: RandomStream, along unit: [Double], _ line: inout Line, stop: StopSignal
  ) throws(CoreError) -> [Double] {
    var stream = source
    let count = clusters.count
    var normals = Matrix(rows: factor.rows, columns: count * batchSize)
    normals.storage.withUnsafeMutableBufferPointer { numbers in
      if let base = numbers.baseAddress { stream.fillNormals(base, count: numbers.count) }
    }
    let fields = LinearAlgebra.product(factor, normals, .first)
    let along = LinearAlgebra.product(normals, unit, .first)
    let m = outer.count
    var offsets = [Double](repeating: 0, count: m)
    var logs = [Double]()
    var parts = [Double](repeating: 0, count: count)
    for set in 0..<batchSize {
      for (place, cluster) in clusters.enumerated() {
        let column = count * set + place
        let centre = centres[place]
        for j in 0..<m {
          offsets[j] = centre[j] + fields.storage[j + column * m] - along[column] * line.delta[j]
        }
        line.place(at: offsets)
        parts[place] = try line.logWrongMass(label: cluster.label, stop: stop)
      }
      logs.append(mean(of: parts))
    }
    return logs
  }

  /// ln Σ π_c e^{l_c}.
  private func mean(of parts: [Double]) -> Double {
    if clusters.allSatisfy({ $0.share == clusters[0].share }) {
      return logSumExp(parts) - Double.log(Double(clusters.count))
    }
    return logSumExp(zip(clusters, parts).map { Double.log($0.share) + $1 })
  }

  private func summarize(_ logs: [Double]) -> Estimate {
    let count = Double(logs.count)
    let largest = logs.max() ?? -.infinity
    if largest == -.infinity {
      return Estimate(
        logError: largest, relativeStandardError: .infinity, lines: clusters.count * logs.count)
    }
    let values = logs.map { Double.exp($0 - largest) }
    let mean = values.reduce(0, +) / count
    // Around the mean, not from the squares: a small spread would cancel.
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count * (count - 1))
    return Estimate(
      logError: largest + Double.log(mean), relativeStandardError: variance.squareRoot() / mean,
      lines: clusters.count * logs.count)
  }
}

extension LineSampling {
  /// The error is the same for every scale of W, of the outer weights and of the data: each is brought close to 1, by a power of two, so that no product
  /// leaves the range of a Double and no digit changes.
  init(_ problem: TrainingProblem, _ state: TrainingState) {
    let design = problem.design
    let weights = problem.weights(of: state).scaled
    let scale = design.errorScale
    // With orthogonal noise only the part of w_j that is orthogonal to the means sees noise.
    let hidden =
      design.isOrthogonal
      ? design.means.compactMap { mean in
        mean.map { $0 * scale }.unit.map { (unit: $0, along: LinearAlgebra.product(weights, $0)) }
      } : []
    var factor = Matrix(rows: weights.columns, columns: weights.rows)
    for k in 0..<weights.columns {
      let deviation = design.variances[k].squareRoot() * scale
      for j in 0..<weights.rows {
        let seen = hidden.reduce(weights[j, k]) { $0.minus($1.along[j] * $1.unit[k]) }
        factor[k, j] = deviation * seen
      }
    }
    self.factor = factor
    clusters = design.clusters
    centres = design.clusters.map { cluster in
      LinearAlgebra.product(weights, design.centre(of: cluster).map { $0 * scale })
    }
    outer = (0..<problem.neurons).map { problem.network.sign(ofNeuron: $0) }
    slope = problem.network.negativeSlope
  }
}

extension Design {
  /// A power of two that brings the largest of ‖μ‖∞, β and the largest deviation of noise close to 1.
  var errorScale: Double {
    let deviation = (variances.max() ?? 0).squareRoot()
    let means = means.reduce(bias) { max($0, $1.largestMagnitude) }
    return max(deviation, means).scaleToOne
  }

  /// Whether the largest variance of the noise is a number of full precision: σ² may be too large or too small for a Double while σ is not.
  var hasOrdinaryNoise: Bool { variances.max()?.isNormal == true }
}

extension Double {
  /// The power of two that brings it into [1, 2); 1 for what is not finite or 0.
  var scaleToOne: Double {
    guard isFinite, self != 0 else { return 1 }
    // A larger power would be infinite.
    return Double(sign: .plus, exponent: min(1000, -exponent), significand: 1)
  }
}

extension [Double] {
  var largestMagnitude: Double { reduce(0) { Swift.max($0, abs($1)) } }

  /// Multiplied by a power of two so that the largest entry is close to 1.
  var scaled: [Double] {
    let scale = largestMagnitude.scaleToOne
    return map { $0 * scale }
  }

  /// The vector scaled to length 1; `nil` for 0.
  var unit: [Double]? {
    let scaled = scaled
    let length = LinearAlgebra.dot(scaled, scaled).squareRoot()
    return length > 0 ? scaled.map { $0 / length } : nil
  }
}

extension Matrix {
  /// Multiplied by a power of two so that the largest entry is close to 1.
  var scaled: Matrix { Matrix(rows: rows, columns: columns, storage: storage.scaled) }
}
