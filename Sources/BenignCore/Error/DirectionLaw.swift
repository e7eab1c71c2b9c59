// SPDX-License-Identifier: Apache-2.0

import RealModule

/// The law of the convergent direction: what problem (5) comes to as n and p grow with p/n = ψ, for Gaussian noise with Σ = I.
///
/// The convex Gaussian min–max theorem (Thrampoulidis, Oymak and Hassibi 2015), applied to the points of each observed label, makes of (5) a problem in six unknowns: the
/// coordinates of p⃗ = q₊w₊ + γq₋v₋ and n⃗ = γq₊w₊ + q₋v₋ (v₋ = −w₋) along μ and along one random direction for each label (`LawProgram`).
struct DirectionLaw {
  /// The natural logarithm of the limit of limit_error.
  let logError: Double
  /// The limit of limit_margin.
  let margin: Double
  private let program: LawProgram
  private let solution: LawProgram.Solution
  private let network: NetworkDefinition

  /// - Throws: why there is no number.
  init(_ mixture: Mixture, _ network: NetworkDefinition) throws(PredictionGap) {
    try PredictionGap.requireLinearRule(mixture, network)
    let population = try LawPopulation(mixture)
    guard try population.isSeparable else { throw .notSeparable }
    program = LawProgram(population, network)
    self.network = network
    guard let start = population.start(network, program),
      let solution = program.solution(from: start)
    else { throw .uncertified }
    self.solution = solution
    let point = solution.point
    let share = network.positiveShare
    let boundary = share.squareRoot() * point.first + (1 - share).squareRoot() * point.second
    let noisy = population.isAlongMean ? boundary : SIMD4(0, boundary[1], boundary[2], 0)
    logError = NormalDistribution.logCDF(-population.signal * boundary[0] / noisy.length)
    margin = WideProduct.quotient(
      population.unit + [network.outerWeight, Double(network.neurons).squareRoot()],
      by: [point.dot(point).squareRoot()])
    guard logError.isFinite else { throw .uncertified }
  }

  /// The expected share of points at which the solution breaks the pattern that (5) assumes.
  var inconsistentShare: Double { program.inconsistentShare(solution, network) }
}

/// The population of points that the law speaks of: their shares by label, and how strong the signal is.
struct LawPopulation {
  /// ψ = p/n, and r = ‖μ‖/σ.
  let ratio, signal: Double
  /// Factors of the length that has the margin 1: κ, σ and ‖Σ‖^½.
  var unit: [Double] { [margin, level, largest.squareRoot()] }
  private let level, largest: Double
  /// Whether noise has a part along μ.
  let isAlongMean: Bool
  /// Shares of all points by observed label, +1 and −1: the rightly and the wrongly labelled.
  let shares: [(right: Double, wrong: Double)]
  /// κ: the margin that is asked for, so large that neither c nor r c is out of range.
  var margin: Double { 1 + signal }

  /// - Throws: where the law does not speak of the mixture.
  init(_ mixture: Mixture) throws(PredictionGap) {
    let moments = MixtureMoments(mixture)
    guard mixture.noise == .gaussian, moments.isIsotropic else { throw .otherNoise }
    guard mixture.clusters == .pair else { throw .clusters }
    signal = moments.meanNorm
    (level, largest) = (mixture.noiseLevel, moments.largest)
    isAlongMean = !mixture.isOrthogonal
    ratio = (mixture.dimension - (isAlongMean ? 0 : 1)) / Double(mixture.points)
    let (kept, flipped) = (1 - mixture.flip, mixture.flip)
    let (positive, negative) = (mixture.balance, 1 - mixture.balance)
    shares = [
      (right: positive * kept, wrong: negative * flipped),
      (right: negative * kept, wrong: positive * flipped),
    ]
    guard signal < 1e8 else { throw .uncertified }
  }

  /// E[(−s r t − √(1 + t²)N)₊²] over all points, and its derivative by t: a convex function, below ψ where a direction with c = t x classifies every point.
  private func demand(_ t: Double) -> (value: Double, slope: Double) {
    shares.map { demand(of: $0, t) }.reduce((0, 0)) { ($0.0 + $1.value, $0.1 + $1.slope) }
  }

  /// The part of one label.
  private func demand(
    of share: (right: Double, wrong: Double), _ t: Double
  ) -> (value: Double, slope: Double) {
    let length = isAlongMean ? (1 + t * t).squareRoot() : 1
    var (value, slope) = (0.0, 0.0)
    for (sign, weight) in [(1.0, share.right), (-1.0, share.wrong)] where weight > 0 {
      let excess = NormalExcess(-sign * signal * t / length)
      value += weight * length * length * excess.square
      slope -= 2 * weight * sign * signal * length * excess.mean
      if isAlongMean { slope += 2 * weight * t * excess.share }
    }
    return (value, slope)
  }

  /// The t that asks least of ψ, or one that asks no more than half of what there is.
  private var best: Double {
    var (low, high) = (0.0, 1.0)
    while high < 1e8 {
      let (value, slope) = demand(high)
      if slope >= 0 { break }
      if value <= 0.5 * ratio { return high }
      (low, high) = (high, 2 * high)
    }
    for _ in 0..<60 {
      let middle = 0.5 * (low + high)
      if demand(middle).slope < 0 { low = middle } else { high = middle }
    }
    return low
  }

  /// Whether some direction classifies every point; with μ = 0 that is n/p < 2 (Cover 1965).
  ///
  /// - Throws: where the threshold is too near to tell.
  var isSeparable: Bool {
    get throws(PredictionGap) {
      let least = demand(best).value
      guard abs(least - ratio) > 1e-12 * least else { throw .uncertified }
      return least < ratio
    }
  }

  /// A point that meets every constraint strictly: a direction that classifies every point, the same for all neurons.
  func start(_ network: NetworkDefinition, _ program: LawProgram) -> LawProgram.Point? {
    let t = best
    let rest = 1 - demand(t).value / ratio
    let own = shares.map { (demand(of: $0, t).value / ratio + rest / 2).squareRoot() }
    let direction = SIMD4(t, own[0], own[1], 0)
    let positive = network.positiveShare
    let point = LawProgram.Point(
      first: positive.squareRoot() * direction, second: (1 - positive).squareRoot() * direction)
    var factor = margin
    for _ in 0..<200 {
      let scaled = factor * point
      factor *= 2
      if program.parts.allSatisfy({ $0.constraint.slack($0.vector(scaled)) < 0 }) {
        return factor * point
      }
    }
    return nil
  }
}

extension LawProgram {
  init(_ population: LawPopulation, _ network: NetworkDefinition) {
    let (positive, gamma) = (network.positiveShare.squareRoot(), network.negativeSlope)
    let negative = (1 - network.positiveShare).squareRoot()
    let weights = [SIMD2(positive, gamma * negative), SIMD2(gamma * positive, negative)]
    parts = population.shares.enumerated().compactMap { index, share in
      guard share.right + share.wrong > 0 else { return nil }
      let constraint = LawConstraint(
        right: share.right, wrong: share.wrong, signal: population.signal,
        root: population.ratio.squareRoot(), margin: population.margin, axis: index + 1,
        isAlongMean: population.isAlongMean)
      return Part(constraint: constraint, weights: weights[index])
    }
  }

  /// The expected share of points with ỹ⟨w₊, x⟩ ≤ 0 or −ỹ⟨w₋, x⟩ ≤ 0.
  ///
  /// Without a point of its own p⃗ would give it the margin G ~ N(s r c, ‖p⃗‖²). Where that is below κ the point is a support vector: its multiplier moves p⃗·x to κ, and w₊·x and v₋·x
  /// along with it, as far as the other points let it.
  func inconsistentShare(_ solution: Solution, _ network: NetworkDefinition) -> Double {
    let roots = SIMD2(network.positiveShare.squareRoot(), (1 - network.positiveShare).squareRoot())
    guard roots[0] > 0, roots[1] > 0, network.negativeSlope < 1 else { return 0 }
    let z = solution.point
    let (w, v) = (z.first / roots[0], z.second / roots[1])
    // I + JᵀTJ, what the other points and the norm make of a push on z.
    var matrix = [[1.0, 0.0], [0.0, 1.0]]
    for (part, multiplier) in zip(parts, solution.multipliers) {
      let stiffness = multiplier * part.constraint.value(part.vector(z)).stiffness
      for i in 0..<2 {
        for j in 0..<2 { matrix[i][j] += stiffness * part.weights[i] * part.weights[j] }
      }
    }
    var sum = 0.0
    for part in parts {
      guard let push = GaussianElimination.solve(matrix, [part.weights[0], part.weights[1]]) else {
        return .nan
      }
      let own = part.weights[0] * push[0] + part.weights[1] * push[1]
      sum += part.constraint.brokenShare(
        part.vector(z), w, v, response: (push[0] / roots[0] / own, push[1] / roots[1] / own))
    }
    return sum
  }
}

extension LawConstraint {
  /// The share of points of this label, among all points, at which ⟨w, x⟩ ≤ 0 or ⟨v, x⟩ ≤ 0.
  ///
  /// - Parameter response: by how much ⟨w, x⟩ and ⟨v, x⟩ rise for each unit that the point's own multiplier adds to ⟨p⃗, x⟩.
  fileprivate func brokenShare(
    _ p: SIMD4<Double>, _ w: SIMD4<Double>, _ v: SIMD4<Double>, response: (Double, Double)
  ) -> Double {
    let length = length(p)
    func noisy(_ a: SIMD4<Double>) -> SIMD4<Double> { isAlongMean ? a : SIMD4(0, a[1], a[2], 0) }
    let unit = noisy(p) / length
    let along = ((noisy(w) * unit).sum(), (noisy(v) * unit).sum())
    let across = ((noisy(w) - along.0 * unit).length, (noisy(v) - along.1 * unit).length)
    let step = 0.1
    var sum = 0.0
    for (sign, weight) in [(1.0, right), (-1.0, wrong)] where weight > 0 {
      for x in stride(from: -8, through: 8, by: step) {
        let lack = max(0, margin - sign * signal * p[0] - length * x)
        let first = sign * signal * w[0] + along.0 * x + response.0 * lack
        let second = sign * signal * v[0] + along.1 * x + response.1 * lack
        // p⃗·x > 0 is a sum of both with weights ≥ 0, so that only one can fail.
        let broken =
          NormalDistribution.cdf(-first / across.0) + NormalDistribution.cdf(-second / across.1)
        sum += weight * step * Double.exp(-0.5 * x * x) * broken
      }
    }
    return sum / (2 * Double.pi).squareRoot()
  }
}
