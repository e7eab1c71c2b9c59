// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing

@testable import BenignCore

/// What every entry of the table of losses promises.
struct LossTests {
  /// Margins between the loss's lowest and those at which it vanishes, both far and near 0.
  private static func margins(of loss: Loss) -> [Double] {
    let sizes = [0.0, 1e-9, 0.3, 1, 2.7, 5, 9, 20, 36, 100, 600]
    return (sizes.map { -$0 } + sizes).filter { $0 >= loss.lowestMargin && $0 != loss.kink }
  }

  private static func descentAndLoss(_ loss: Loss, at u: Double) -> (descent: Double, value: Double)
  {
    let here = loss.formulas.descentAndLoss(Lanes(repeating: u))
    return (here.descent[3], here.value[3])
  }

  @Test("a word names one loss, and the first is the paper's")
  func names() {
    #expect(Set(Loss.all.map(\.word)).count == Loss.all.count)
    for loss in Loss.all { #expect(Loss.named(loss.word) == loss) }
    #expect(Loss.all[0] == .exponential && Loss.named("huber") == nil)
  }

  @Test("the slope is that of the value, and the curvature that of the slope", arguments: Loss.all)
  func derivatives(loss: Loss) {
    for u in Self.margins(of: loss) where u.magnitude < 50 {
      let h = 1e-3 / max(1, u.magnitude)
      if let kink = loss.kink, abs(u - kink) < 3 * h { continue }
      // Of order h⁴.
      func slope(_ f: (Double) -> Double) -> Double {
        (8 * (f(u + h) - f(u - h)) - f(u + 2 * h) + f(u - 2 * h)) / (12 * h)
      }
      let (descent, value) = Self.descentAndLoss(loss, at: u)
      let found = -slope { Self.descentAndLoss(loss, at: $0).value }
      #expect(
        abs(found - descent) <= 1e-8 * descent + 1e-11 * value, "\(loss.word) at \(u): \(found)")
      let curvature = loss.formulas.curvature(u)
      let second = -slope { loss.formulas.descent($0) }
      #expect(
        abs(second - curvature) <= 1e-8 * curvature + 1e-10 * descent,
        "\(loss.word) at \(u): \(second), said \(curvature)")
    }
  }

  @Test("eight margins at once have the slopes of one at a time", arguments: Loss.all)
  func lanes(loss: Loss) {
    for u in Self.margins(of: loss) {
      let one = loss.formulas.descent(u)
      let descent = Self.descentAndLoss(loss, at: u).descent
      #expect(abs(descent - one) <= 1e-13 * max(1, u * u / 50) * one, "\(loss.word) at \(u)")
    }
  }

  @Test("beyond the last point nothing descends or counts", arguments: Loss.all)
  func padding(loss: Loss) {
    let here = loss.formulas.descentAndLoss(Lanes(repeating: 1e300))
    #expect(here.descent == .zero && here.value == .zero)
    let far = loss.smoothFormulas?.derivatives(Lanes(repeating: 1e300), timesExpOf: .zero)
    #expect(far.map { $0.first == .zero && $0.second == .zero && $0.third == .zero } ?? true)
  }

  @Test("ℓ″ is below its bound, and numbers are finite where steps are", arguments: Loss.all)
  func bounds(loss: Loss) {
    for u in Self.margins(of: loss) + [loss.lowestMargin, 1e149] {
      let (descent, value) = Self.descentAndLoss(loss, at: u)
      #expect(descent.isFinite && descent >= 0 && value >= 0, "\(loss.word) at \(u)")
      #expect(value < loss.largestSum || u == loss.lowestMargin, "\(loss.word) at \(u)")
      let curvature = loss.formulas.curvature(u)
      switch loss.curvatureBound {
      case .constant(let largest): #expect(curvature >= 0 && curvature <= largest * (1 + 1e-15))
      case .exponential:
        #expect(curvature >= 0 && max(curvature, descent) <= exp(-u) * (1 + 1e-13))
      }
    }
  }

  @Test("what leaps and flow follow are the same derivatives", arguments: Loss.smooth)
  func scaledDerivatives(loss: Loss) throws {
    let formulas = try #require(loss.smoothFormulas)
    for u in Self.margins(of: loss) where u < 20 {
      let x = 0.7 - 0.3 * log(loss.formulas.descent(u))
      func all(_ u: Double) -> (Double, Double, Double) {
        let found = formulas.derivatives(Lanes(repeating: u), timesExpOf: Lanes(repeating: x))
        return (found.first[1], found.second[1], found.third[1])
      }
      let (first, second, third) = all(u)
      let scale = exp(x)
      let tolerance = 1e-12 * max(1, u * u / 10)
      #expect(abs(first - scale * formulas.descent(u)) <= tolerance * first, "at \(u)")
      #expect(abs(second - scale * formulas.curvature(u)) <= tolerance * first, "at \(u)")
      let h = 1e-3 / max(1, u.magnitude)
      let slope =
        (8 * (all(u + h).1 - all(u - h).1) - all(u + 2 * h).1 + all(u - 2 * h).1) / (12 * h)
      #expect(abs(slope - third) <= 1e-8 * (third.magnitude + second) + 1e-10 * first, "at \(u)")
      if let decay = formulas.decay(Lanes(repeating: u)) {
        #expect(abs(decay.h[2] * first - second) <= 1e-13 * first, "at \(u)")
      } else {
        #expect(first == second)
      }
    }
  }

  @Test("probit is −ln Φ to fifteen digits", arguments: probitValues)
  func probit(u: Double, exact: [Double]) throws {
    let (descent, value) = Self.descentAndLoss(.probit, at: u)
    let found = try #require(Loss.probit.smoothFormulas)
      .derivatives(Lanes(repeating: u), timesExpOf: .zero)
    // Rounding of u² is all that is left.
    let tolerance = 4e-15 * max(1, u > 0 ? u * u / 4 : 1)
    #expect(abs(value - exact[0]) <= tolerance * exact[0], "\(value)")
    #expect(abs(descent - exact[1]) <= tolerance * exact[1], "\(descent)")
    #expect(abs(found.first[0] - exact[1]) <= tolerance * exact[1], "\(found.first[0])")
    #expect(abs(found.second[0] - exact[2]) <= tolerance * exact[2], "\(found.second[0])")
    #expect(
      abs(found.third[0] - exact[3]) <= tolerance * (exact[1] + exact[3].magnitude),
      "\(found.third[0])")
  }

  /// ℓ, −ℓ′, ℓ″ and ℓ‴, computed with 60 digits.
  static let probitValues: [(Double, [Double])] = [
    (-1000, [500007.82669481218, 1000.000999998, 0.99999900000599995, -1.9999760002999959e-9]),
    (-30, [454.3212439563432, 30.033259667433677, 0.99889622848810991, -7.3099930157844385e-5]),
    (-4, [10.360101486527291, 4.2256071444894711, 0.95332716160257737, -0.017856339307658426]),
    (-0.5, [1.1759117615936186, 1.1410777703680645, 0.73151959284412105, -0.16260392517612297]),
    (0, [0.69314718055994531, 0.79788456080286536, 0.63661977236758134, -0.21801361414499016]),
    (0.5, [0.36894641528865639, 0.50916043383703349, 0.5138245643036329, -0.27099012446870783]),
    (2, [0.023012909328963488, 0.055247862678989959, 0.11354805168857645, -0.18439481503247759]),
    (
      6,
      [
        9.8658764552437573e-10, 6.0758828558176764e-9, 3.6455297171822411e-8,
        -2.1265590061811302e-7,
      ]
    ),
    (
      12,
      [
        1.776482112077679e-33, 2.1463837356630603e-32, 2.5756604827956724e-31,
        -3.0693287419981763e-30,
      ]
    ),
    (
      30,
      [
        4.906713927148187e-198, 1.4736461348785475e-196, 4.4209384046356426e-195,
        -1.3248078752558142e-193,
      ]
    ),
  ]
}
