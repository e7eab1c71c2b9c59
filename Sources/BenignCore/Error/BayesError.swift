// SPDX-License-Identifier: Apache-2.0

import RealModule

/// The error of the best classifier under Gaussian noise.
///
/// The error has a closed form for a pair with any balance, and for XOR with equal shares where both means are as far from 0 in units of the noise. Else
/// it is the likelihood ratio's in the r mean directions, in which noise is independent, averaged over points that are drawn.
enum BayesError {
  /// Points drawn, and numbers they may take.
  private static let points = 20_000
  private static let numbers = 4_000_000

  static func error(of mixture: Mixture, _ moments: MixtureMoments) -> LimitError {
    switch mixture.clusters {
    case .pair:
      return LimitError(logShare: logPair(moments.bayesDistance, mixture.balance), sample: nil)
    case .xor:
      let distances = distances(of: mixture)
      guard distances[0] == distances[1], mixture.balance == 0.5 else {
        return sampled(mixture, distances)
      }
      return LimitError(logShare: logXOR(distances[0]), sample: nil)
    case .many: return sampled(mixture, distances(of: mixture))
    }
  }

  /// ln[πΦ(−δ − l/2δ) + (1 − π)Φ(−δ + l/2δ)] with δ = √(μᵀΣ⁻¹μ)/σ and l = ln(π/(1 − π)).
  static func logPair(_ distance: Double, _ balance: Double) -> Double {
    if balance == 0.5 { return NormalDistribution.logCDF(-distance) }
    let shift = Double.log(balance / (1 - balance)) / (2 * distance)
    return logSumExp([
      Double.log(balance) + NormalDistribution.logCDF(-distance - shift),
      Double.log(1 - balance) + NormalDistribution.logCDF(-distance + shift),
    ])
  }

  /// ln 2Φ(−s)Φ(s) with s = δ/√2: turned by 45°, the label is the sign of a product of two coordinates, each of which is wrong by itself.
  private static func logXOR(_ distance: Double) -> Double {
    let s = distance * 0.5.squareRoot()
    return Double.log(2) + NormalDistribution.logCDF(-s) + NormalDistribution.logCDF(s)
  }

  /// √(μ_kᵀΣ⁻¹μ_k)/σ of each mean.
  private static func distances(of mixture: Mixture) -> [Double] {
    (0..<mixture.meanCount).map { k in
      var single = mixture
      single.clusters = .pair
      if case .axis(let index) = mixture.meanDirection {
        single.meanDirection = .axis(index + Double(k))
      }
      return MixtureMoments(single).bayesDistance
    }
  }

  /// The mean of min(P(+|z), P(−|z)) over points z, m_c/σ_c + N(0, I) in r coordinates.
  private static func sampled(_ mixture: Mixture, _ distances: [Double]) -> LimitError {
    guard distances.allSatisfy(\.isFinite) else {
      return LimitError(logShare: -.infinity, sample: nil)
    }
    let clusters = mixture.clusterList
    let count = max(1_000, min(points, numbers / max(distances.count, clusters.count)))
    var stream = RandomStream(seed: mixture.seed, purpose: .bayes)
    var (sum, squares) = (0.0, 0.0)
    for _ in 0..<count {
      let own = clusters[clusters.drawn(by: stream.uniform())]
      var z = distances.map { _ in stream.normal() }
      z[own.mean] += own.sign * distances[own.mean]
      let logs = clusters.map { cluster in
        let distance = distances[cluster.mean]
        return Double.log(cluster.share) + distance
          * (cluster.sign * z[cluster.mean] - distance / 2)
      }
      let sides = [1.0, -1.0].map { label in
        logSumExp(zip(clusters, logs).filter { $0.0.label == label }.map(\.1))
      }
      // The smaller of both shares.
      let share = 1 / (1 + Double.exp(abs(sides[0] - sides[1])))
      sum += share
      squares += share * share
    }
    let mean = sum / Double(count)
    let variance = max(0, squares / Double(count) - mean * mean) / Double(count)
    let reach = ShareInterval.quantile * variance.squareRoot()
    return LimitError(
      logShare: Double.log(mean),
      sample: SampledShare(
        low: max(0, mean - reach), high: min(0.5, mean + reach), points: count))
  }
}
