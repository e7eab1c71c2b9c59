// SPDX-License-Identifier: Apache-2.0

import RealModule

extension NormalDistribution {
  /// ln P(X ≤ a, Y ≤ b) of two standard normal numbers with a correlation ρ, to about 1e-12 at any depth.
  ///
  /// It is ln ∫ φ(x) Φ((b − ρx)/√(1 − ρ²)) dx up to a. The logarithm of the integrand is concave: it has one largest value, and what lies so far from it that
  /// it is smaller by e^{−50} is left out.
  /// - Parameter rest: √(1 − ρ²), which is known better than ρ tells.
  static func logBoth(_ a: Double, _ b: Double, correlation: Double, rest: Double) -> Double {
    if a == -.infinity || b == -.infinity { return -.infinity }
    guard rest > leastRest else {
      return correlation > 0 ? logCDF(min(a, b)) : logMass(from: -b, to: a)
    }
    func log(_ x: Double) -> Double { -0.5 * x * x + logCDF((b - correlation * x) / rest) }
    // The point of {Y ≤ b} that is nearest to 0 has |x| ≤ |b|.
    let reach = abs(b) + 8
    let end = min(a, reach)
    let peak = largest(of: log, from: min(-reach, end), to: end)
    let top = log(peak)
    guard top > -.infinity else { return top }
    let low = place(from: peak, by: -1) { log($0) > top - 50 }
    let high = min(end, place(from: peak, by: 1) { log($0) > top - 50 })
    // With a small rest the integrand has an edge where the condition on Y begins to rule.
    let edge = min(max(b / correlation, low), high)
    let parts = [low, min(peak, edge), max(peak, edge), high].filter(\.isFinite)
    let total = zip(parts, parts.dropFirst()).reduce(0) { sum, part in
      let middle = 0.5 * part.0 + 0.5 * part.1
      return sum + integral(from: part.0, to: middle) { Double.exp(log($0) - top) }
        + integral(from: part.1, to: middle) { Double.exp(log($0) - top) }
    }
    return top + Double.log(total) - 0.5 * Double.log(2 * Double.pi)
  }

  /// Below it X and Y count as one number or as opposite ones.
  private static let leastRest = 1e-10

  /// The place of a concave function's largest value.
  private static func largest(
    of function: (Double) -> Double, from: Double, to: Double
  ) -> Double {
    var (low, high) = (from, to)
    for _ in 0..<200 {
      let (first, second) = (low + (high - low) / 3, high - (high - low) / 3)
      if function(first) < function(second) { low = first } else { high = second }
    }
    return 0.5 * (low + high)
  }

  /// A place beyond which a condition that holds at `start` does not hold any more.
  private static func place(
    from start: Double, by sign: Double, where holds: (Double) -> Bool
  ) -> Double {
    var width = 1e-12 * max(1, abs(start))
    while holds(start + sign * width) { width *= 2 }
    return start + sign * width
  }

  /// |∫| over parts that halve towards the first end, where the integrand may have an edge.
  private static func integral(
    from start: Double, to end: Double, of function: (Double) -> Double
  ) -> Double {
    var total = 0.0
    var far = end - start
    for halving in 0..<52 where far != 0 {
      let near = halving == 51 ? 0 : 0.5 * far
      let parts = halving < 4 ? 8 : 2
      for part in 0..<parts {
        let step = (far - near) / Double(parts)
        let place = start + near + Double(part) * step
        total += GaussLegendre.integral(from: place, to: place + step, of: function)
      }
      far = near
    }
    return abs(total)
  }
}

/// Gauss and Legendre's rule with eight nodes.
private enum GaussLegendre {
  private static let rule = [
    (0.1834346424956498, 0.3626837833783620), (0.5255324099163290, 0.3137066458778873),
    (0.7966664774136267, 0.2223810344533745), (0.9602898564975363, 0.1012285362903763),
  ]

  static func integral(
    from: Double, to: Double, of function: (Double) -> Double
  ) -> Double {
    let (centre, half) = (0.5 * (from + to), 0.5 * (to - from))
    return half
      * rule.reduce(0) { sum, point in
        sum + point.1 * (function(centre + half * point.0) + function(centre - half * point.0))
      }
  }
}
