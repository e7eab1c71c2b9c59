// SPDX-License-Identifier: Apache-2.0

import RealModule

/// A leap over steps of gradient descent in one fixed pattern, begun once and continued stretch by stretch.
struct Leap {
  /// The step at which it began.
  let origin: Double
  /// S₀ = 1/max(Kv) at the origin.
  let scale: Double
  /// Estimated error of the truncated equation, in every margin.
  let truncation: Double
  private let equation: ModifiedEquation
  private var integrator: LogTimeIntegrator
  private let tolerance: Double

  /// Estimated error in every margin so far.
  var error: Double { truncation + integrator.error }

  /// `nil` where the modified equation is not yet exact enough: ρ = λmax(√D₂K√D₂) ≥ ¼ or ρS₀‖Kf₄‖∞ above the tolerance.
  init?(
    at step: Double, phase: CollapsedPhase, margins: [Double], settings: LeapSettings
  ) throws(CoreError) {
    let equation = ModifiedEquation(
      kernel: phase.kernel, tiles: phase.tiles, loss: settings.loss,
      logRate: Double.log(settings.rate), logScale: 0,
      terms: .fourth, base: margins)
    let (move, fourth) = equation.truncation()
    guard move > 0, move < 0.5 else { return nil }
    let scale = 1 / move
    // D₂ ≤ v entrywise for both losses, so λmax(√D₂K√D₂) ≤ max K·v by Perron's bound where K ≥ 0; Lanczos settles it in general.
    let roots = margins.map { (settings.rate * settings.loss.curvature($0)).squareRoot() }
    let rho = try LargestEigenvalue.estimate(
      order: margins.count, shouldStop: settings.shouldStop
    ) { vector in
      let product = LinearAlgebra.product(phase.kernel, zip(vector, roots).map { $0 * $1 })
      return zip(product, roots).map { $0 * $1 }
    }
    truncation = rho * scale * fourth
    guard rho < 0.25, truncation <= settings.tolerance else { return nil }
    origin = step
    self.scale = scale
    tolerance = settings.tolerance
    self.equation = ModifiedEquation(
      kernel: phase.kernel, tiles: phase.tiles, loss: settings.loss,
      logRate: Double.log(settings.rate),
      logScale: Double.log(scale), terms: .fourth, base: margins)
    integrator = LogTimeIntegrator(
      self.equation, tolerance: settings.tolerance, shouldStop: settings.shouldStop)
  }

  /// Δc from step `from` to step `to`, where the margins are `margins` at `from`; `nil` where it cannot be integrated.
  mutating func stretch(
    from: Double, to: Double, margins: [Double]
  ) throws(CoreError) -> [Double]? {
    let start = logTime(from)
    chooseTerms(at: start)
    return try integrator.integrate(from: start, to: logTime(to), base: margins)
  }

  private func logTime(_ step: Double) -> Double {
    Double.log(onePlus: (step - origin) / scale)
  }

  /// Leaves out terms whose whole remaining effect on a margin is far below the tolerance.
  private func chooseTerms(at x: Double) {
    // Kv ≈ 1/(S₀eˣ); the j-th term moves a margin by about (Kv)^{j−1} from here on.
    let move = Double.exp(-x) / scale
    let negligible = 0.01 * tolerance
    if move < negligible {
      equation.terms = .flow
    } else if move * move < negligible {
      equation.terms = .second
    } else {
      equation.terms = move * move * move < negligible ? .third : .fourth
    }
  }
}

/// What a leap needs to know of its run.
struct LeapSettings {
  let loss: Loss
  /// α, the reduction's 1/n included.
  let rate: Double
  let tolerance: Double
  let shouldStop: () -> Bool
}
