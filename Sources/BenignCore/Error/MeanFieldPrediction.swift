// SPDX-License-Identifier: Apache-2.0

import RealModule

/// The limit error that a mean-field argument predicts from n, Σ, μ, η, γ and the signs alone.
///
/// Points fall into populations π = (observed label s, e = +1 clean or −1 flipped), whose members share one multiplier λ_π. In high dimension noise vectors are
/// orthogonal with squared norm trΣ, so the constraints read λ_πc_ss trΣ + e_π‖μ‖² Σ_π′ c_ss′ n_π′ e_π′ λ_π′ ≥ 1. The n_π are expected
/// numbers; a draw of few points with more flips than that has a far larger error.
struct MeanFieldPrediction {
  let logError: Double

  private struct Population {
    /// 0 for ỹ = +1, 1 for ỹ = −1.
    let side: Int
    /// e.
    let clean: Double
    let count: Double
  }

  /// - Throws: why the argument does not hold here.
  init(_ mixture: Mixture, _ network: NetworkDefinition) throws(PredictionGap) {
    try PredictionGap.requireLinearRule(mixture, network)
    guard mixture.noise.excessKurtosis.isFinite else { throw .infiniteFourthMoment }
    let moments = MixtureMoments(mixture)
    let n = Double(mixture.points)
    guard moments.effectiveDimension >= 10 * n else {
      throw .lowDimension(effective: moments.effectiveDimension)
    }
    let gamma = network.negativeSlope
    let positive = network.positiveShare
    let negative = 1 - positive
    // Divided by trΣ + n‖μ‖², which may be infinite.
    let system = System(
      populations: Self.populations(n: n, mixture),
      correlation: [
        [positive + gamma * gamma * negative, gamma],
        [gamma, gamma * gamma * positive + negative],
      ], trace: 1 / (1 + moments.rho),
      squaredMean: moments.rho.isFinite ? moments.rho / (1 + moments.rho) / n : 1 / n)
    guard let multipliers = system.solve(),
      network.isLinear || system.isConsistent(multipliers, gamma: gamma)
    else {
      throw .inconsistentPattern
    }
    let kappa = [positive + gamma * negative, gamma * positive + negative]
    var boundary = Boundary(signal: 0, spread: 0)
    for (population, lambda) in zip(system.populations, multipliers) {
      let weight = lambda * kappa[population.side]
      boundary.signal += population.count * population.clean * weight
      boundary.spread += population.count * weight * weight
    }
    let distance = boundary.distance(moments)
    guard !distance.isNaN else { throw .inconsistentPattern }
    try boundary.checkNormality(at: distance, noise: mixture.noise, moments)
    logError = NormalDistribution.logCDF(-distance)
  }

  /// w̄ = s·μ + noise, by s = Σn_πe_πλ_πκ_s and v = Σn_π(λ_πκ_s)².
  private struct Boundary {
    var signal: Double
    var spread: Double

    /// s‖μ‖²/√(s²‖Σ^½μ‖² + v trΣ²).
    func distance(_ moments: MixtureMoments) -> Double {
      let mean = moments.meanNorm
      if mean == 0 { return 0 }
      let noise = spread * moments.traceOfSquare / (mean * mean)
      return mean * signal / (signal * signal * moments.alongMean + noise).squareRoot()
    }

    /// For noise that is not Gaussian: whether ⟨w̄, noise⟩ is normal as far out as the mean's distance.
    ///
    /// With D = Σc_j²/max c_j² for its coefficients c_j, normality's first correction to ln Φ(−z) is at most κ₄z⁴/24D; and D equal coordinates
    /// with heavy tails may make a mistake by one of them alone.
    func checkNormality(
      at distance: Double, noise: Noise, _ moments: MixtureMoments
    ) throws(PredictionGap) {
      guard noise != .gaussian else { return }
      let square = signal * signal * moments.meanNorm * moments.meanNorm
      let count =
        square.isFinite
        ? (square * moments.alongMean + spread * moments.traceOfSquare)
          / (square * moments.largestAlongMean + spread)
        : moments.alongMean / moments.largestAlongMean
      guard abs(noise.excessKurtosis) * max(1, distance * distance) <= count else {
        throw .fewCoordinates(effective: count)
      }
      guard distance > 0 else { return }
      let single = noise.singleExceedance(distance, coordinates: count)
      guard single <= NormalDistribution.cdf(-distance) else {
        throw .largeCoordinate(share: single)
      }
    }
  }

  private static func populations(n: Double, _ mixture: Mixture) -> [Population] {
    let (flip, balance) = (mixture.flip, mixture.balance)
    return [0, 1].flatMap { side in
      // Of the observed label's points the clean ones have that label, the flipped ones the other.
      let own = side == 0 ? balance : 1 - balance
      return [(1.0, own * (1 - flip)), (-1.0, (1 - own) * flip)].compactMap { clean, share in
        share > 0 ? Population(side: side, clean: clean, count: n * share) : nil
      }
    }
  }

  private struct System {
    let populations: [Population]
    /// c_ss′, divided by m a², whose scale is that of 1/λ.
    let correlation: [[Double]]
    let trace: Double
    let squaredMean: Double

    /// λ ≥ 0 with margins ≥ 1, complementary: the one of at most 15 active sets that fits.
    func solve() -> [Double]? {
      let size = populations.count
      for mask in (1..<(1 << size)).reversed() {
        let active = (0..<size).filter { mask >> $0 & 1 == 1 }
        let part = active.map { row in active.map { entry(row, $0) } }
        guard
          let solution = GaussianElimination.solve(
            part, [Double](repeating: 1, count: active.count))
        else { continue }
        var multipliers = [Double](repeating: 0, count: size)
        for (index, value) in zip(active, solution) { multipliers[index] = value }
        let fits = (0..<size).allSatisfy { row in
          if mask >> row & 1 == 1 { return multipliers[row] >= 0 }
          return (0..<size).reduce(0) { $0 + entry(row, $1) * multipliers[$1] } >= 1
        }
        if fits { return multipliers }
      }
      return nil
    }

    private func entry(_ row: Int, _ column: Int) -> Double {
      let first = populations[row]
      let second = populations[column]
      let coupling = correlation[first.side][second.side]
      let own = row == column ? coupling * trace : 0
      return own + first.clean * squaredMean * coupling * second.count * second.clean
    }

    /// Whether the solution obeys the pattern that problem (5) assumes.
    ///
    /// For neurons of sign s the product of p_s with a point of side r is ζ_r λ tr Σ + e‖μ‖²Σ ζ n e λ; it must be > 0.
    func isConsistent(_ multipliers: [Double], gamma: Double) -> Bool {
      let sums = [0, 1].map { side in
        zip(populations, multipliers).reduce(0) {
          $1.0.side == side ? $0 + $1.0.count * $1.0.clean * $1.1 : $0
        }
      }
      return zip(populations, multipliers).allSatisfy { population, lambda in
        let own = sums[population.side]
        let other = sums[1 - population.side]
        let wrongSign =
          gamma * lambda * trace + population.clean * squaredMean * (gamma * own + other)
        let ownSign = lambda * trace + population.clean * squaredMean * (own + gamma * other)
        return wrongSign > 0 && ownSign > 0
      }
    }
  }
}

/// Small dense systems.
enum GaussianElimination {
  /// A⁻¹b with partial pivoting; `nil` where A is singular.
  static func solve(_ matrix: [[Double]], _ right: [Double]) -> [Double]? {
    var a = matrix
    var b = right
    let n = b.count
    for column in 0..<n {
      guard let pivot = (column..<n).max(by: { abs(a[$0][column]) < abs(a[$1][column]) }),
        a[pivot][column] != 0
      else { return nil }
      a.swapAt(column, pivot)
      b.swapAt(column, pivot)
      for row in column + 1..<n {
        let factor = a[row][column] / a[column][column]
        for k in column..<n { a[row][k] -= factor * a[column][k] }
        b[row] -= factor * b[column]
      }
    }
    for row in (0..<n).reversed() {
      let rest = (row + 1..<n).reduce(0) { $0 + a[row][$1] * b[$1] }
      b[row] = (b[row] - rest) / a[row][row]
    }
    return b
  }
}
