// SPDX-License-Identifier: Apache-2.0

import RealModule

/// Whether a leap of descent may begin at a state, and with which scale.
struct LeapStart {
  /// S₀ = 1/max(Kv).
  let scale: Double
  /// ρS₀‖Kf₄‖∞, the estimated error of the equation cut off after its fourth term, in every margin.
  let truncation: Double
  /// ρ = λmax(√D₂K√D₂): a leap needs ρ < ¼.
  let sharpness: Double

  static let largestSharpness = 0.25

  /// `nil` where the margins stand still or move by ½ and more a step.
  init?(
    _ phase: CollapsedPhase, of formulas: any SmoothLossFormulas.Type, margins: [Double],
    settings: LeapSettings
  ) throws(CoreError) {
    let margins = phase.seen(margins)
    var equation = ModifiedEquation(
      tiles: phase.tiles, kernel: phase.kernel, formulas: formulas,
      logRate: Double.log(settings.rate), logScale: 0, stop: settings.stop)
    equation.base = margins
    let cut = try equation.truncation()
    let (move, fourth) = (cut.largestMove, cut.fourthTerm)
    guard move > 0, move < 0.5 else { return nil }
    scale = 1 / move
    // Lanczos' method is asked only where Rayleigh's quotient of √D₂, which is never larger, leaves the answer open.
    let least = try equation.rayleighQuotient(cut.ofLoss)
    let isRefused =
      least >= Self.largestSharpness || least * scale * fourth > settings.tolerance
    sharpness =
      isRefused
      ? least
      : try Self.sharpness(
        phase, curvatures: formulas.curvatures(margins), settings: settings)
    truncation = sharpness * scale * fourth
  }

  /// The start of a leap of flow, whose equation is not truncated.
  init(
    flowOf phase: CollapsedPhase, of formulas: any SmoothLossFormulas.Type, margins: [Double],
    settings: LeapSettings
  ) {
    let weights = formulas.descents(phase.seen(margins)).map { $0 * settings.rate }
    let fastest = LinearAlgebra.product(phase.kernel, weights).reduce(0) { max($0, abs($1)) }
    scale = fastest > 0 ? 1 / fastest : 1
    truncation = 0
    sharpness = 0
  }

  /// The factor by which t must grow before another attempt is worth its cost; 1 where the leap may begin now.
  ///
  /// Kv and ρ fall like 1/t, and with them f₄ like 1/t⁴.
  func patience(tolerance: Double) -> Double {
    let excess = truncation / tolerance
    if excess <= 1, sharpness < Self.largestSharpness { return 1 }
    let factor = max(Double.root(excess, 4), sharpness / Self.largestSharpness)
    return min(max(factor, 1.1), 10)
  }

  private static func sharpness(
    _ phase: CollapsedPhase, curvatures: [Double], settings: LeapSettings
  ) throws(CoreError) -> Double {
    let roots = curvatures.map { (settings.rate * $0).squareRoot() }
    return try LargestEigenvalue.estimate(
      order: roots.count, stop: settings.stop
    ) { vector in
      let product = LinearAlgebra.product(phase.kernel, zip(vector, roots).map { $0 * $1 })
      return zip(product, roots).map { $0 * $1 }
    }
  }
}
