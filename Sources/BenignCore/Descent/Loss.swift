// SPDX-License-Identifier: Apache-2.0

import RealModule

/// The loss ℓ(u) of a margin u = ỹ f(x).
public enum Loss: String, Sendable, CaseIterable {
  /// e^{−u}, the paper's.
  case exponential
  /// log(1 + e^{−u}).
  case logistic
  /// max(0, 1 − u), with ℓ′(1) = 0.
  case hinge
}

extension Loss {
  /// The losses that gradient flow can follow.
  public static let smooth = allCases.filter(\.isSmooth)

  /// Whether ℓ′ is continuous.
  public var isSmooth: Bool {
    switch self {
    case .exponential, .logistic: true
    case .hinge: false
    }
  }

  /// No step can be made of the loss of a margin below this: e^{−u} overflows below −709.
  var lowestMargin: Double {
    switch self {
    case .exponential: -700
    case .logistic, .hinge: -1e150
    }
  }

  /// A sum Σ ℓ(u_i) above this is not representable, or some of its margins are not.
  var largestSum: Double {
    switch self {
    case .exponential: 1e300
    case .logistic, .hinge: 1e150
    }
  }
}

extension Loss {
  /// −ℓ′(u) ≥ 0.
  @inline(__always)
  func descent(_ u: Double) -> Double {
    switch self {
    case .exponential: return Double.exp(-u)
    case .logistic:
      let e = Double.exp(-abs(u))
      return (u > 0 ? e : 1) / (1 + e)
    case .hinge: return u < 1 ? 1 : 0
    }
  }

  /// ℓ″(u).
  @inline(__always)
  func curvature(_ u: Double) -> Double {
    switch self {
    case .exponential: return Double.exp(-u)
    case .logistic:
      let e = Double.exp(-abs(u))
      return e / ((1 + e) * (1 + e))
    case .hinge: return 0
    }
  }
}

/// How the losses of the points become one number.
public enum Reduction: String, Sendable, CaseIterable {
  case sum
  case mean
}
