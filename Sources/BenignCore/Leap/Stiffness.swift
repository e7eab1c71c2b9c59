// SPDX-License-Identifier: Apache-2.0

import RealModule

/// The fastest mode of the equation at some place: with W = diag(S₀eˣD₂) deviations c = √Wz decay by dz/dx = −√WK√Wz.
struct Stiffness {
  /// λ = λmax(√WK√W).
  private(set) var decayRate = 0.0
  /// The place where it was estimated.
  private(set) var place = -Double.infinity
  /// Its eigenvector q, times λ.
  private var mode: [Lanes] = []
  /// K√Wq: what the mode moves the margins by.
  private var image: [Lanes] = []

  /// The decay rate changes as slowly as the logarithm of time.
  static let validity = 1.0

  /// Slower modes are not told apart from the others.
  private static let leastDecayRate = 10.0

  private static let goldenAngle = 2.399963229728653

  /// Estimates the mode by ten power iterations, or by two from the mode of the last place.
  mutating func estimate(_ equation: ModifiedEquation, at x: Double) throws(CoreError) {
    var (vector, ofLoss) = (equation.zeros, equation.noLossDerivatives)
    try equation.differentiateLoss(x, equation.zeros, &ofLoss)
    let roots = ofLoss.second.map { $0.squareRoot() }
    let isFirst = mode.isEmpty
    if isFirst {
      // Not from √W itself: it is an eigenvector, of eigenvalue 1, once the fast modes have decayed.
      let count = equation.order
      mode = LaneVector((0..<count).map { Double.cos(1 + Self.goldenAngle * Double($0)) }).lanes
      for i in mode.indices { mode[i] *= roots[i] }
      image = equation.zeros
    }
    place = x
    decayRate = 0
    for _ in 0..<(isFirst ? 10 : 2) {
      let norm = mode.norm
      guard norm > 0 else { return }
      for i in roots.indices { vector[i] = mode[i] / norm * roots[i] }
      try equation.product(vector, into: &image)
      for i in roots.indices { mode[i] = image[i] * roots[i] }
    }
    decayRate = mode.norm
  }

  /// Whether the fastest mode is told apart from the others.
  var isFast: Bool { decayRate >= Self.leastDecayRate }

  /// What a step leaves of the fastest mode's error, at most: of an explicit one about half where it is as long as stability allows.
  func memory(over h: Double) -> Double {
    if !isFast { return 1 }
    let decay = decayRate * h
    return min(1, Double.exp(-decay) + 0.5 * min(1, Double.pow(decay / 6, 8)))
  }

  /// An error's largest effect on a margin, the fastest mode's aside: that is g(g·e)/λ with g = K√Wq.
  ///
  /// - Parameters:
  ///   - error: e, in c.
  ///   - product: Ke.
  func split(_ error: [Lanes], image product: [Lanes]) -> (slow: Double, fast: Double) {
    guard isFast else { return (product.largestMagnitude, 0) }
    var sum = Lanes.zero
    for i in error.indices { sum += image[i] * error[i] }
    let amount = sum.sum() / decayRate
    let fast = image.map { amount * $0 }
    return (zip(product, fast).map { $0 - $1 }.largestMagnitude, fast.largestMagnitude)
  }
}

extension [Lanes] {
  fileprivate var norm: Double { reduce(0) { $0 + ($1 * $1).sum() }.squareRoot() }
}
