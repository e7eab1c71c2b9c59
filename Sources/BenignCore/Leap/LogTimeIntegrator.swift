// SPDX-License-Identifier: Apache-2.0

import RealModule

/// Follows the modified equation over stretches of logarithmic time, explicitly or, where stiff, implicitly.
struct LogTimeIntegrator {
  private let equation: ModifiedEquation
  private let explicit: DormandPrince
  private let tolerance: Double
  private let shouldStop: () -> Bool
  /// The step that the last stretch found right.
  private var step = 0.1
  private var implicitStep = 0.1
  /// Estimated error in the worst margin, summed over steps.
  private(set) var error = 0.0

  init(_ equation: ModifiedEquation, tolerance: Double, shouldStop: @escaping () -> Bool) {
    self.equation = equation
    explicit = DormandPrince(equation)
    // A leap crosses up to some hundred steps.
    self.tolerance = tolerance / 100
    self.shouldStop = shouldStop
  }

  /// c at `end`, from c = 0 and u = `base` at `start`; `nil` where no step is small enough.
  mutating func integrate(
    from start: Double, to end: Double, base: [Double]
  ) throws(CoreError) -> [Double]? {
    equation.base = base
    explicit.forgetFirstStage()
    var c = [Lanes](repeating: .zero, count: equation.tiles.tiles)
    var x = start
    let stiffness = stiffness(at: start)
    let isStiff = stiffness * min(end - start, step * 2) > 12
    var attempts = 0
    while x < end {
      if shouldStop() { throw .interrupted }
      attempts += 1
      if attempts > 2_000 { return nil }
      let proposal = isStiff ? implicitStep : step
      let isLast = x + proposal * 1.01 >= end
      let h = isLast ? end - x : proposal
      guard let (value, local) = try attempt(x, c, h, isStiff: isStiff) else { return nil }
      let ratio = local / tolerance
      if ratio <= 1 || h < 1e-9 {
        x = isLast ? end : x + h
        c = value
        error += local
        explicit.forgetFirstStage()
      }
      adapt(h, ratio: ratio, isStiff: isStiff, wasCut: isLast && h < 0.9 * proposal)
    }
    return c.values(base.count)
  }

  /// One step, and its error in the worst margin.
  private func attempt(
    _ x: Double, _ c: [Lanes], _ h: Double, isStiff: Bool
  ) throws(CoreError) -> (value: [Lanes], error: Double)? {
    let value: [Lanes]
    let error: [Lanes]
    if isStiff {
      let implicit = ImplicitExtrapolation(equation: equation, shouldStop: shouldStop)
      guard let step = try implicit.step(x, c, h) else { return nil }
      (value, error) = (step.value, step.error)
    } else {
      let step = explicit.step(x, c, h)
      (value, error) = (step.value, step.error)
    }
    var image = error
    let zeros = [Lanes](repeating: .zero, count: error.count)
    equation.tiles.addProduct(error, to: zeros, into: &image)
    return (value, image.largestMagnitude)
  }

  private mutating func adapt(_ h: Double, ratio: Double, isStiff: Bool, wasCut: Bool) {
    let order = isStiff ? Double(ImplicitExtrapolation.columns) : 8
    let factor = ratio > 0 ? 0.9 * Double.pow(ratio, -1 / order) : 4
    let next = h * min(4, max(ratio.isFinite ? 0.2 : 0.05, factor))
    // A step cut short by the end of its stretch says nothing against a longer one.
    let kept = wasCut && ratio <= 1 ? max(next, isStiff ? implicitStep : step) : next
    if isStiff { implicitStep = min(kept, 4) } else { step = min(kept, 4) }
  }

  /// λmax(√W K √W): how fast the fastest mode decays, by a few power iterations.
  private func stiffness(at x: Double) -> Double {
    let zeros = [Lanes](repeating: .zero, count: equation.tiles.tiles)
    var derivative = zeros
    equation.derivative(x, zeros, into: &derivative)
    let roots = equation.rates.second.map { $0.squareRoot() }
    var vector = roots
    var size = 0.0
    for _ in 0..<6 {
      let norm = vector.reduce(0) { $0 + ($1 * $1).sum() }.squareRoot()
      guard norm > 0 else { return 0 }
      let scaled = zip(vector, roots).map { $0 / norm * $1 }
      equation.tiles.addProduct(scaled, to: zeros, into: &vector)
      for i in vector.indices { vector[i] *= roots[i] }
      size = vector.reduce(0) { $0 + ($1 * $1).sum() }.squareRoot()
    }
    return size
  }
}
