// SPDX-License-Identifier: Apache-2.0

import RealModule

extension Loss {
  /// Every loss, in the order of the documentation; the first one is the default.
  public static let all: [Loss] = [.exponential, .logistic, .hinge]

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
}

private enum Exponential: SmoothLossFormulas {
  @inline(__always)
  static func rates(_ u: Lanes) -> (descent: Lanes, value: Lanes) {
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
  static func rates(_ u: Lanes) -> (descent: Lanes, value: Lanes) {
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
  static func rates(_ u: Lanes) -> (descent: Lanes, value: Lanes) {
    let isInside = u .< 1
    return (
      Lanes.zero.replacing(with: 1, where: isInside),
      Lanes.zero.replacing(with: 1 - u, where: isInside)
    )
  }

  static func descent(_ u: Double) -> Double { u < 1 ? 1 : 0 }

  static func curvature(_ u: Double) -> Double { 0 }
}
