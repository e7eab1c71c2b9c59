// SPDX-License-Identifier: Apache-2.0

import RealModule

/// Follows the modified equation step by step in logarithmic time, explicitly or, where stiff, implicitly.
struct LogTimeIntegrator {
  private let equation: ModifiedEquation
  private let explicit: DormandPrince
  private let tolerance: Double
  private let shouldStop: () -> Bool
  /// The steps that were last found right.
  private var explicitStep = 0.1
  private var implicitStep = 0.1
  private var stiffness = Stiffness()
  /// Estimated error in the worst margin, summed over steps.
  private(set) var error = 0.0

  /// λmax(√W K √W) and where it was estimated.
  private struct Stiffness {
    var rate = 0.0
    var place = -Double.infinity
    /// It changes as slowly as the logarithm of time.
    static let validity = 0.5
  }

  /// One accepted step, from c = 0.
  struct Segment {
    let end: Double
    /// c at the end.
    let value: [Lanes]
    /// c in between; `nil` for an implicit step, which is good for its end only.
    let interpolant: Interpolant?
  }

  init(_ equation: ModifiedEquation, tolerance: Double, shouldStop: @escaping () -> Bool) {
    self.equation = equation
    explicit = DormandPrince(equation)
    // A leap crosses up to some hundred steps.
    self.tolerance = tolerance / 100
    self.shouldStop = shouldStop
  }

  /// The next step, from c = 0 and u = `base` at `start`; `nil` where none is small enough.
  ///
  /// An explicit step may lead beyond the target, since it can be read anywhere.
  /// - Parameter snap: the last place at or before another at which a step may end.
  mutating func segment(
    from start: Double, to target: Double, base: [Double], snap: (Double) -> Double
  ) throws(CoreError) -> Segment? {
    equation.base = base
    let isStiff = isStiff(at: start, length: target - start)
    for _ in 0..<60 {
      if shouldStop() { throw .interrupted }
      let proposal = isStiff ? implicitStep : explicitStep
      let aim = start + proposal
      let end = isStiff && aim >= target ? target : snap(aim)
      let h = end - start
      guard h > 0, let (value, local) = try attempt(start, h, isStiff: isStiff) else { return nil }
      let ratio = local / tolerance
      adapt(h, ratio: ratio, isStiff: isStiff, wasCut: h < 0.9 * proposal)
      if ratio > 1, h >= 1e-9 { continue }
      error += local
      let zeros = [Lanes](repeating: .zero, count: value.count)
      return Segment(
        end: end, value: value,
        interpolant: isStiff ? nil : explicit.interpolant(start, zeros, h, end: value))
    }
    return nil
  }

  /// One step, and its error in the worst margin.
  private func attempt(
    _ x: Double, _ h: Double, isStiff: Bool
  ) throws(CoreError) -> (value: [Lanes], error: Double)? {
    let zeros = [Lanes](repeating: .zero, count: equation.tiles.tiles)
    let value: [Lanes]
    let error: [Lanes]
    if isStiff {
      let implicit = ImplicitExtrapolation(equation: equation, shouldStop: shouldStop)
      guard let step = try implicit.step(x, zeros, h) else { return nil }
      (value, error) = (step.value, step.error)
    } else {
      let step = explicit.step(x, zeros, h)
      (value, error) = (step.value, step.error)
    }
    var image = error
    equation.tiles.addProduct(error, to: zeros, into: &image)
    return (value, image.largestMagnitude)
  }

  private mutating func adapt(_ h: Double, ratio: Double, isStiff: Bool, wasCut: Bool) {
    let order = isStiff ? Double(ImplicitExtrapolation.columns) : 8
    let factor = ratio > 0 ? 0.9 * Double.pow(ratio, -1 / order) : 4
    let next = h * min(4, max(ratio.isFinite ? 0.2 : 0.05, factor))
    // A step cut short by its bounds says nothing against a longer one.
    let kept = wasCut && ratio <= 1 ? max(next, isStiff ? implicitStep : explicitStep) : next
    if isStiff { implicitStep = min(kept, 4) } else { explicitStep = min(kept, 4) }
  }

  /// Whether stability would keep explicit steps below what accuracy allows.
  private mutating func isStiff(at x: Double, length: Double) -> Bool {
    if x - stiffness.place > Stiffness.validity {
      stiffness = Stiffness(rate: fastestRate(at: x), place: x)
    }
    return stiffness.rate * min(length, explicitStep * 2) > 12
  }

  /// λmax(√W K √W): how fast the fastest mode decays, by a few power iterations.
  private func fastestRate(at x: Double) -> Double {
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
