// SPDX-License-Identifier: Apache-2.0

import RealModule

/// The power law y = C·xˢ that fits points best: a line through their logarithms by weighted least squares.
///
/// A point weighs as much as the standard error of its mean allows. That error is itself estimated from few repeats: so the variance of an
/// estimate is larger than with known weights (Meier 1953), its interval is one of Student's law (Satterthwaite 1946), and the χ² of the
/// residuals is compared with an F law (Welch 1951). Where no standard errors are known, the scatter about the line gives the error.
public struct PowerLawFit: Sendable, Equatable {
  /// A mean of y at one x, both > 0.
  public struct Point: Sendable {
    public let x: Double
    public let y: Double
    /// The standard error of y; `nil` where it is not known.
    public let error: Double?

    public init(x: Double, y: Double, error: Double?) {
      (self.x, self.y, self.error) = (x, y, error)
    }
  }

  /// An estimate with its 95 % interval.
  public struct Estimate: Sendable, Equatable {
    public let value: Double
    public let low: Double
    public let high: Double
  }

  /// The exponent s, and the constant C.
  public let exponent: Estimate
  public let constant: Estimate
  /// The sum of the squared residuals, each in units of its standard error; `nil` where none is known.
  public let chiSquared: Double?
  /// The number of points less two.
  public let degrees: Int
  /// The probability of such a χ², or a larger one, where the law holds; `nil` where there is none to compare.
  public let probability: Double?
  /// The residual ln y − ln(C·xˢ) of each point, in units of its standard error, or of the scatter where that is not known.
  public let residuals: [Double]
  private let line: WeightedLine
  private let certainty: Certainty

  /// Whether the residuals contradict the law at 5 %; `nil` where they cannot tell.
  public var holds: Bool? { probability.map { $0 >= 0.05 } }

  /// - Parameters:
  ///   - points: with x > 0 and y > 0.
  ///   - repeats: behind each point's mean.
  /// - Returns: `nil` for fewer than three points, or points of one x.
  public init?(_ points: [Point], repeats: Int) {
    guard points.count > 2 else { return nil }
    let (x, y) = (points.map { Double.log($0.x) }, points.map { Double.log($0.y) })
    let deviations = points.map { ($0.error ?? 0) / $0.y }
    let isWeighted = repeats > 1 && deviations.allSatisfy { $0 > 0 && $0.isFinite }
    let line = WeightedLine(x, y, weights: deviations.map { isWeighted ? 1 / ($0 * $0) : 1 })
    guard let line else { return nil }
    let degrees = points.count - 2
    let scatter = (line.squares / Double(degrees)).squareRoot()
    let chance =
      isWeighted
      ? Self.probability(line, degrees: Double(degrees), freedom: Double(repeats - 1)) : nil
    // Where the law does not hold, the points scatter more than their errors say: so do the estimates.
    let stretch = isWeighted ? (chance ?? 1) < 0.05 ? max(1, scatter) : 1 : scatter
    let certainty = Certainty(
      freedom: Double(isWeighted ? repeats - 1 : degrees), isWeighted: isWeighted, stretch: stretch)
    (self.degrees, probability) = (degrees, chance)
    (self.line, self.certainty) = (line, certainty)
    chiSquared = isWeighted ? line.squares : nil
    exponent = certainty.estimate(of: line.slope)
    constant = certainty.estimate(of: line.height(at: 0)).exponential
    let unit = isWeighted ? 1 : scatter
    residuals = line.residuals.map { unit > 0 ? $0 / unit : 0 }
  }

  /// The value of the law at some x > 0, with the 95 % interval of that one value.
  public func value(at x: Double) -> Estimate {
    certainty.estimate(of: line.height(at: Double.log(x))).exponential
  }

  private static func probability(
    _ line: WeightedLine, degrees: Double, freedom: Double
  ) -> Double {
    let looseness = line.leverages.reduce(0) { $0 + (1 - $1) * (1 - $1) } / freedom
    let ratio = line.squares / degrees / (1 + 2 * looseness / degrees)
    let second = min(1e5, degrees * (degrees + 2) / (3 * looseness))
    return BetaDistribution(second / 2, degrees / 2).cdf(second / (second + degrees * ratio))
  }
}

extension PowerLawFit.Estimate {
  fileprivate var exponential: PowerLawFit.Estimate {
    PowerLawFit.Estimate(
      value: Double.exp(value), low: Double.exp(low), high: Double.exp(high))
  }
}

/// How sure the estimates of a fit are.
private struct Certainty: Equatable {
  /// The degrees of freedom of one point's error, or of the scatter where errors are not known.
  let freedom: Double
  /// Whether the points' errors are known.
  let isWeighted: Bool
  /// How much more the points scatter than their errors say.
  let stretch: Double

  func estimate(of functional: WeightedLine.Functional) -> PowerLawFit.Estimate {
    let own = isWeighted ? freedom / functional.concentration : freedom
    let inflation = isWeighted ? 1 + 4 * functional.looseness / freedom : 1
    let error = (functional.variance * inflation).squareRoot() * stretch
    let reach = error * Self.studentQuantile(own)
    return PowerLawFit.Estimate(
      value: functional.value, low: functional.value - reach, high: functional.value + reach)
  }

  /// The 97.5 % point of Student's law.
  private static func studentQuantile(_ freedom: Double) -> Double {
    guard freedom < 1e5 else { return normalQuantile }
    // t² has an F law, and freedom/(freedom + t²) a beta law.
    let share = BetaDistribution(freedom / 2, 0.5).quantile(0.05)
    return (freedom * (1 - share) / share).squareRoot()
  }

  /// The normal law's 97.5 % point.
  private static let normalQuantile = 1.959963984540054
}

/// A line through points by weighted least squares.
private struct WeightedLine: Equatable {
  /// A linear function of the points' y, with its variance where each y has the variance one over its weight.
  ///
  /// The concentration is Σ c², where c is each point's share of the variance: one over the number of points that it rests on. The looseness is
  /// Σ c(1 − h), where h is each point's leverage.
  struct Functional { let value, variance, concentration, looseness: Double }

  private let y: [Double]
  /// The weights divided by the largest one.
  private let shares: [Double]
  private let largest: Double
  /// The weighted mean of x.
  private let center: Double
  /// The coefficients of the slope, and of the height at the center.
  private let (tilts, heights): ([Double], [Double])
  let leverages: [Double]
  /// Each divided by the point's deviation.
  let residuals: [Double]
  var squares: Double { residuals.reduce(0) { $0 + $1 * $1 } }

  init?(_ x: [Double], _ y: [Double], weights: [Double]) {
    // Weights of any size: only their ratios enter but for the scale of variances.
    guard let largest = weights.max(), largest > 0, largest.isFinite else { return nil }
    let shares = weights.map { $0 / largest }
    let total = shares.reduce(0, +)
    let mean = { (values: [Double]) in zip(shares, values).reduce(0) { $0 + $1.0 * $1.1 } / total }
    let (center, height) = (mean(x), mean(y))
    let spread = zip(shares, x).reduce(0) { $0 + $1.0 * ($1.1 - center) * ($1.1 - center) }
    guard spread > 0, spread.isFinite else { return nil }
    let tilts = zip(shares, x).map { $0 * ($1 - center) / spread }
    let heights = shares.map { $0 / total }
    (self.y, self.shares, self.largest, self.center) = (y, shares, largest, center)
    (self.tilts, self.heights) = (tilts, heights)
    leverages = x.indices.map { heights[$0] + tilts[$0] * (x[$0] - center) }
    let slope = zip(tilts, y).reduce(0) { $0 + $1.0 * $1.1 }
    residuals = x.indices.map { index in
      (y[index] - height - slope * (x[index] - center)) * weights[index].squareRoot()
    }
  }

  var slope: Functional { functional(tilts) }

  func height(at x: Double) -> Functional {
    functional(zip(heights, tilts).map { $0 + $1 * (x - center) })
  }

  private func functional(_ coefficients: [Double]) -> Functional {
    let parts = zip(coefficients, shares).map { $1 > 0 ? $0 * $0 / $1 : 0 }
    let variance = parts.reduce(0, +)
    let portions = parts.map { $0 / variance }
    return Functional(
      value: zip(coefficients, y).reduce(0) { $0 + $1.0 * $1.1 }, variance: variance / largest,
      concentration: portions.reduce(0) { $0 + $1 * $1 },
      looseness: zip(portions, leverages).reduce(0) { $0 + $1.0 * (1 - $1.1) })
  }
}
