// SPDX-License-Identifier: Apache-2.0

import RealModule

/// One cluster of a mixture, m_c = ±μ_k.
struct Cluster: Sendable, Equatable {
  /// k, counted from 0.
  let mean: Int
  /// The sign of m_c.
  let sign: Double
  /// y_c, ±1.
  let label: Double
  /// π_c.
  let share: Double
}

extension Mixture {
  /// r, how many orthogonal means there are.
  var meanCount: Int {
    switch clusters {
    case .pair: 1
    case .xor: 2
    case .many(let count): count
    }
  }

  /// The clusters; those of a label have equal shares.
  var clusterList: [Cluster] {
    let signs: [(mean: Int, sign: Double, label: Double)] =
      switch clusters {
      case .pair: [(0, 1, 1), (0, -1, -1)]
      case .xor: [(0, 1, 1), (0, -1, 1), (1, 1, -1), (1, -1, -1)]
      case .many(let count): (0..<count).map { ($0, 1, $0.isMultiple(of: 2) ? 1 : -1) }
      }
    let positive = Double(signs.count { $0.label > 0 })
    let negative = Double(signs.count) - positive
    return signs.map {
      Cluster(
        mean: $0.mean, sign: $0.sign, label: $0.label,
        share: $0.label > 0 ? balance / positive : (1 - balance) / negative)
    }
  }

  /// Whether it is the paper's: two clusters ±μ of equal weight.
  public var isPaper: Bool { clusters == .pair && balance == 0.5 }
}

extension [Cluster] {
  /// A cluster drawn by its share.
  func drawn(by uniform: Double) -> Int {
    var rest = uniform
    for (index, cluster) in enumerated() {
      rest -= cluster.share
      if rest < 0 { return index }
    }
    return count - 1
  }

  /// ln Σ π_c e^{l_c} of one logarithm each; where all are equal, that one.
  func logMean(_ logs: [Double]) -> Double {
    guard let first = logs.first, logs.contains(where: { $0 != first }) else {
      return logs.first ?? -.infinity
    }
    return logSumExp(zip(self, logs).map { Double.log($0.share) + $1 })
  }
}
