// SPDX-License-Identifier: Apache-2.0

import RealModule

extension Loss {
  /// Every loss, in the order of the documentation; the first one is the default.
  public static let all: [Loss] = [.exponential, .logistic, .hinge, .probit]

  /// The paper's. e^{−u} overflows below −709.
  public static let exponential = Loss(
    "exponential", "e^{−u}", lowestMargin: -700, largestSum: 1e300, curvatureBound: .exponential,
    .smooth(Exponential.self))

  public static let logistic = Loss(
    "logistic", "ln(1 + e^{−u})", lowestMargin: -1e150, largestSum: 1e150,
    curvatureBound: .constant(0.25), .smooth(Logistic.self))

  /// ℓ′(1) = 0.
  public static let hinge = Loss(
    "hinge", "max(0, 1 − u)", lowestMargin: -1e150, largestSum: 1e150, curvatureBound: .constant(1),
    .linear(kink: 1, Hinge.self))

  /// Minus the logarithm of the probit model's likelihood. Its slope vanishes like e^{−u²/2}, and ℓ(bs)/ℓ(as) → 0 for a < b and s → ∞
  /// as with the paper's loss: in a fixed pattern descent goes to the same direction, that of problem (5) (Ji, Dudík, Schapire and
  /// Telgarsky 2020), but its angle falls like 1/√ln t only. u²/2 overflows beyond 10¹⁵⁴.
  public static let probit = Loss(
    "probit", "−ln Φ(u)", lowestMargin: -1e150, largestSum: 1e300, curvatureBound: .constant(1),
    .smooth(Probit.self))
}

private enum Exponential: SmoothLossFormulas {
  @inline(__always)
  static func descentAndLoss(_ u: Lanes) -> (descent: Lanes, value: Lanes) {
    let e = SIMDMath.exp(-u)
    return (e, e)
  }

  static func descent(_ u: Double) -> Double { Double.exp(-u) }

  static func curvature(_ u: Double) -> Double { Double.exp(-u) }

  @inline(__always)
  static func derivatives(
    _ u: Lanes, timesExpOf x: Lanes
  ) -> (first: Lanes, second: Lanes, third: Lanes) {
    let value = SIMDMath.exp(x - u)
    return (value, value, -value)
  }

  @inline(__always)
  static func decay(_ u: Lanes) -> FlowSeries.Decay? { nil }

  @inline(__always)
  static func slopes(_ known: FlowSeries.Known) -> FlowSeries.Decay { FlowSeries.Decay(.zero) }
}

private enum Logistic: SmoothLossFormulas {
  @inline(__always)
  static func descentAndLoss(_ u: Lanes) -> (descent: Lanes, value: Lanes) {
    let isNegative = u .< 0
    let e = SIMDMath.exp((-u).replacing(with: u, where: isNegative))
    let numerator = e.replacing(with: 1, where: isNegative)
    let linear = Lanes.zero.replacing(with: -u, where: isNegative)
    return (numerator / (1 + e), linear + SIMDMath.logOnePlus(e))
  }

  static func descent(_ u: Double) -> Double {
    let e = Double.exp(-abs(u))
    return (u > 0 ? e : 1) / (1 + e)
  }

  static func curvature(_ u: Double) -> Double {
    let e = Double.exp(-abs(u))
    return e / ((1 + e) * (1 + e))
  }

  @inline(__always)
  static func derivatives(
    _ u: Lanes, timesExpOf x: Lanes
  ) -> (first: Lanes, second: Lanes, third: Lanes) {
    let isNegative = u .< 0
    let (sigmoid, e) = sigmoid(u)
    let positivePart = u.replacing(with: 0, where: isNegative)
    let value = SIMDMath.exp(x - positivePart - SIMDMath.logOnePlus(e))
    // tanh(u/2) = ±(1 − e)/(1 + e).
    let tangent = (1 - e) / (1 + e)
    let second = value * sigmoid
    return (value, second, (-tangent).replacing(with: tangent, where: isNegative) * second)
  }

  /// h = σ(u), and h′ = (1 − h)h.
  @inline(__always)
  static func decay(_ u: Lanes) -> FlowSeries.Decay? { FlowSeries.Decay(sigmoid(u).value) }

  @inline(__always)
  static func slopes(_ known: FlowSeries.Known) -> FlowSeries.Decay {
    FlowSeries.Decay(known.g - known.hTimesG)
  }

  /// σ(u), and e^{−|u|}, from which it comes.
  @inline(__always)
  private static func sigmoid(_ u: Lanes) -> (value: Lanes, exponential: Lanes) {
    let isNegative = u .< 0
    let e = SIMDMath.exp((-u).replacing(with: u, where: isNegative))
    return (Lanes(repeating: 1).replacing(with: e, where: isNegative) / (1 + e), e)
  }
}

private enum Hinge: LossFormulas {
  @inline(__always)
  static func descentAndLoss(_ u: Lanes) -> (descent: Lanes, value: Lanes) {
    let isInside = u .< 1
    return (
      Lanes.zero.replacing(with: 1, where: isInside),
      Lanes.zero.replacing(with: 1 - u, where: isInside)
    )
  }

  static func descent(_ u: Double) -> Double { u < 1 ? 1 : 0 }

  static func curvature(_ u: Double) -> Double { 0 }
}

/// λ = φ/Φ is the slope, with λ′ = −λh for h = u + λ, and h′ = 1 − λh. The hazard rate s = φ(x)/Φ(−x) at x = |u| makes both without
/// cancellation: for u < 0 it is λ and s − x is h, else Φ(u) = 1 − φ(x)/s.
private enum Probit: SmoothLossFormulas {
  @inline(__always)
  static func descentAndLoss(_ u: Lanes) -> (descent: Lanes, value: Lanes) {
    let parts = Parts(u)
    let near = SIMDMath.logOnePlus(parts.beyond / (1 - parts.beyond))
    return (
      parts.slope,
      near.replacing(with: SIMDMath.log(parts.hazard) - parts.logDensity, where: parts.isNegative)
    )
  }

  static func descent(_ u: Double) -> Double { Parts(Lanes(repeating: u)).slope[0] }

  static func curvature(_ u: Double) -> Double {
    let parts = Parts(Lanes(repeating: u))
    return (parts.slope * parts.decay)[0]
  }

  @inline(__always)
  static func derivatives(
    _ u: Lanes, timesExpOf x: Lanes
  ) -> (first: Lanes, second: Lanes, third: Lanes) {
    let parts = Parts(u)
    let exponent = (x + parts.logDensity).replacing(with: x, where: parts.isNegative)
    let factor = (1 / (1 - parts.beyond)).replacing(with: parts.hazard, where: parts.isNegative)
    let first = SIMDMath.exp(exponent) * factor
    let h = parts.decay
    return (first, first * h, first * (1 - parts.slope * h - h * h))
  }

  /// Φ(−u)/φ(u).
  static func farQuotient(_ u: Double) -> Double { 1 / Parts(Lanes(repeating: u)).hazard[0] }

  @inline(__always)
  static func decay(_ u: Lanes) -> FlowSeries.Decay? {
    let parts = Parts(u)
    return FlowSeries.Decay(parts.decay, helper: parts.slope)
  }

  @inline(__always)
  static func slopes(_ known: FlowSeries.Known) -> FlowSeries.Decay {
    let product = known.helperTimesG
    return FlowSeries.Decay(known.w - product, helper: -product)
  }

  private struct Parts {
    let isNegative: SIMDMask<SIMD8<Int64>>
    /// ln φ(u).
    let logDensity: Lanes
    /// s.
    let hazard: Lanes
    /// Φ(−|u|).
    let beyond: Lanes
    /// λ.
    let slope: Lanes
    /// h.
    let decay: Lanes

    @inline(__always)
    init(_ margin: Lanes) {
      // Beyond 10¹⁰⁰, where λ is 0, u² would overflow.
      let u = margin.replacing(with: 1e100, where: margin .> 1e100)
      let isNegative = u .< 0
      self.isNegative = isNegative
      let x = u.replacing(with: -u, where: isNegative)
      let excess = SIMDMath.hazardExcess(x)
      // ½ ln 2π.
      logDensity = -0.5 * x * x - 0.9189385332046727
      hazard = x + excess
      let density = SIMDMath.exp(logDensity)
      beyond = density / hazard
      slope = (density / (1 - beyond)).replacing(with: hazard, where: isNegative)
      decay = (u + slope).replacing(with: excess, where: isNegative)
    }
  }
}
