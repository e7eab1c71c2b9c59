// SPDX-License-Identifier: Apache-2.0

/// f(x; W) = Σ_j a_j φ(⟨w_j, x⟩) with φ(u) = max(u, γu): its size, signs and initialisation.
///
/// Only W trains. W(0) has independent entries N(0, init²); the first `positiveNeurons` outer weights
/// are +a, the others −a.
public struct NetworkDefinition: Sendable, Equatable {
  /// m, whole, 1 … 10⁶.
  public var neurons: Int
  /// γ, the slope of φ below zero, 0 … 1; φ′(0) = γ. 0 is ReLU, and 1 makes f linear.
  public var negativeSlope: Double
  /// m₊, 0 … m. By default half, rounded up.
  public var positiveNeurons: Int
  /// Standard deviation of the entries of W(0), ≥ 0.
  public var initialDeviation: Double
  /// a = |a_j| > 0. By default 1/√m.
  public var outerWeight: Double
  /// β ≥ 0: every point has this constant coordinate, whose weights b_j are trained like the others; 0 is no bias.
  public var bias: Double
  /// The seed of W(0).
  public var seed: UInt64

  /// A network; by default half of the outer weights are positive, and a = 1/√m. `validate` checks the numbers.
  public init(
    neurons: Int, negativeSlope: Double, positiveNeurons: Int? = nil,
    initialDeviation: Double = 1e-8, outerWeight: Double? = nil, bias: Double = 0, seed: UInt64 = 0
  ) {
    self.neurons = neurons
    self.negativeSlope = negativeSlope
    self.positiveNeurons = positiveNeurons ?? (neurons + 1) / 2
    self.initialDeviation = initialDeviation
    self.outerWeight = outerWeight ?? 1 / Double(neurons).squareRoot()
    self.bias = bias
    self.seed = seed
  }

  /// The sign of a_j.
  public func sign(ofNeuron j: Int) -> Double { j < positiveNeurons ? 1 : -1 }
  /// Whether γ = 0: neurons may then die, and f may be exactly 0.
  public var isReLU: Bool { negativeSlope == 0 }
  /// Whether γ = 1: every slope is 1, and no pattern matters.
  public var isLinear: Bool { negativeSlope == 1 }
  /// q₊ = m₊/m.
  public var positiveShare: Double { Double(positiveNeurons) / Double(neurons) }
}
