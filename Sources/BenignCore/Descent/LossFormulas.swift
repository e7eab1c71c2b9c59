// SPDX-License-Identifier: Apache-2.0

/// The formulas of one loss, and the loops over margins that use them.
///
/// A loop is a requirement with one implementation for all losses: so the compiler makes a copy of it for each loss, with that loss's
/// formulas inside, and a loss is chosen once a loop and not once a margin.
protocol LossFormulas: Sendable {
  /// −ℓ′ ≥ 0 and ℓ at eight margins; both are 0 at 1e300.
  static func descentAndLoss(_ u: Lanes) -> (descent: Lanes, value: Lanes)
  /// −ℓ′(u) ≥ 0.
  static func descent(_ u: Double) -> Double
  /// ℓ″(u).
  static func curvature(_ u: Double) -> Double

  /// Writes every −ℓ′(u_i). Returns Σ −ℓ′(u_i) and Σ ℓ(u_i).
  static func evaluate(
    _ margins: UnsafePointer<Lanes>, into descents: UnsafeMutablePointer<Lanes>, count: Int
  ) -> (descent: Double, loss: Double)
  /// Σ ℓ(u_i), and every −ℓ′(u_i) (n).
  static func total(_ margins: [Double], descents: inout [Double]) -> Double
  /// −ℓ′(u_i) (n).
  static func descents(_ margins: [Double]) -> [Double]
  /// ℓ″(u_i) (n).
  static func curvatures(_ margins: [Double]) -> [Double]
  /// The steps of a burst.
  static func run(_ burst: inout CollapsedBurst, _ settings: CollapsedBurst.Settings)
    -> CollapsedBurst.Result
  /// The steps of a burst of another optimizer.
  static func run(_ burst: inout OptimizedBurst, _ settings: OptimizedBurst.Settings)
    -> OptimizedBurst.Result
}

/// The formulas of a loss with three continuous derivatives, which leaps and gradient flow can follow.
protocol SmoothLossFormulas: LossFormulas {
  /// eˣ(−ℓ′, ℓ″, ℓ‴) at eight margins, each product formed in one exponent, so that nothing under- or overflows.
  static func derivatives(_ u: Lanes, timesExpOf x: Lanes) -> (
    first: Lanes, second: Lanes, third: Lanes
  )
  /// ℓ/(−ℓ′) at a margin at which both are as good as 0.
  static func farQuotient(_ u: Double) -> Double
  /// h = ℓ″/(−ℓ′) and, where the slope of h is made of it, one quantity more; `nil` where h is 1 everywhere.
  static func decay(_ u: Lanes) -> FlowSeries.Decay?
  /// The slopes of both along gradient flow, as far as their coefficients are known.
  static func slopes(_ known: FlowSeries.Known) -> FlowSeries.Decay

  /// The derivatives at all margins.
  static func fill(_ ofLoss: inout ModifiedEquation.LossDerivatives, timesExpOf x: Lanes)
  /// The coefficients of a series about (x, 0).
  static func expand(_ series: inout FlowSeries, at x: Double) throws(CoreError)
}

extension LossFormulas {
  @inline(__always)
  static func evaluate(
    _ margins: UnsafePointer<Lanes>, into descents: UnsafeMutablePointer<Lanes>, count: Int
  ) -> (descent: Double, loss: Double) {
    var descentSum = Lanes.zero
    var lossSum = Lanes.zero
    for i in 0..<count {
      let (descent, loss) = descentAndLoss(margins[i])
      descents[i] = descent
      descentSum += descent
      lossSum += loss
    }
    return (descentSum.sum(), lossSum.sum())
  }

  static func total(_ margins: [Double], descents: inout [Double]) -> Double {
    margins.withUnsafeBufferPointer { margins in
      descents.withUnsafeMutableBufferPointer { descents in
        var sum = Lanes.zero
        for i in stride(from: 0, to: margins.count, by: 8) {
          let width = min(8, margins.count - i)
          var u = margins.lanes(i, width)
          for lane in width..<8 { u[lane] = 1e300 }
          let here = descentAndLoss(u)
          sum += here.value
          descents.store(here.descent, at: i, width)
        }
        return sum.sum()
      }
    }
  }

  static func descents(_ margins: [Double]) -> [Double] { margins.map(descent) }

  static func curvatures(_ margins: [Double]) -> [Double] { margins.map(curvature) }
}

extension SmoothLossFormulas {
  static func farQuotient(_ u: Double) -> Double { 1 }

  static func fill(_ ofLoss: inout ModifiedEquation.LossDerivatives, timesExpOf x: Lanes) {
    for i in ofLoss.margins.indices {
      (ofLoss.first[i], ofLoss.second[i], ofLoss.third[i]) =
        derivatives(ofLoss.margins[i], timesExpOf: x)
    }
  }
}

extension Loss {
  /// Σ ℓ(u_i), and every −ℓ′(u_i) (n).
  func total(_ margins: [Double], descents: inout [Double]) -> Double {
    formulas.total(margins, descents: &descents)
  }

  /// Σ ℓ(u_i).
  func total(_ margins: [Double]) -> Double {
    var descents = margins
    return total(margins, descents: &descents)
  }

  /// −ℓ′(u_i) (n).
  func descents(_ margins: [Double]) -> [Double] { formulas.descents(margins) }

  /// ℓ″(u_i) (n).
  func curvatures(_ margins: [Double]) -> [Double] { formulas.curvatures(margins) }
}
