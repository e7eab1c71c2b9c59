// SPDX-License-Identifier: Apache-2.0

import Concurrency

/// These quantities are asked of the data alone.
extension Quantity {
  static let data: [Quantity] = [correlation, orthogonality, labels, cleanLabels, gram]

  public static let correlation = Quantity(
    "correlation", "min over i≠k of ⟨ỹ_i x_i, ỹ_k x_k⟩",
    formula: #"\min_{i\ne k}\langle\tilde y_ix_i,\tilde y_kx_k\rangle"#,
    source: "Hashimoto 2026, Theorem 4.8, first case",
    of: .data { .number(PairwiseStatistics($0)?.leastCorrelation) })

  public static let orthogonality = Quantity(
    "orthogonality", "max over i≠k of |⟨x_i, x_k⟩|·n / min ‖x_i‖²",
    formula: #"n\max_{i\ne k}\lvert\langle x_i,x_k\rangle\rvert/\min_i\lVert x_i\rVert^2"#,
    source: "Hashimoto 2026, Theorem 4.8, second case",
    of: .data { .number(PairwiseStatistics($0)?.orthogonality) })

  public static let labels = Quantity(
    "labels", "ỹ, the observed labels", formula: #"\tilde y"#, .pointVector, cost: .known,
    of: .data { .vector($0.labels) })

  public static let cleanLabels = Quantity(
    "clean_labels", "y, the labels before flips", formula: "y", .pointVector, cost: .known,
    of: .data { .vector($0.cleanLabels) })

  public static let gram = Quantity(
    "gram", "⟨x_i, x_k⟩", formula: #"\langle x_i,x_k\rangle"#, .pointMatrix, cost: .known,
    of: .data { .matrix($0.gram) })
}

/// These quantities have one entry a point or a neuron.
extension Quantity {
  static let arrays: [Quantity] = [
    scores, margins, multipliers, spectrum, neuronSign, neuronNorm, neuronCosine, neuronActive,
    alignment,
  ]

  public static let scores = Quantity(
    "scores", "f(x_i)", formula: "f(x_i;W)", .pointVector, .changesInTime, cost: .pairs,
    of: .network { inquiry in
      .vector(zip(inquiry.settledMargins, inquiry.problem.labels).map { $0 * $1 })
    })

  public static let margins = Quantity(
    "margins", "ỹ_i f(x_i)/‖W‖", formula: #"\tilde y_if(x_i)/\lVert W\rVert"#, .pointVector,
    .changesInTime, cost: .pairs, levels: [limitMargin],
    of: .network { inquiry in
      let norm = inquiry.norm
      return .vector(norm > 0 ? inquiry.settledMargins.map { $0 / norm } : nil)
    })

  public static let multipliers = Quantity(
    "multipliers", "λ_i of problem (5)", formula: #"\lambda_i"#,
    source: "Hashimoto 2026, problem (5)", .pointVector,
    of: .network { (inquiry) throws(CoreError) in
      .vector(try inquiry.direction().direction?.multipliers)
    })

  public static let spectrum = Quantity(
    "spectrum", "eigenvalues of K, descending", .spectrum,
    of: .network { (inquiry) throws(CoreError) in
      .vector(
        try SymmetricEigensystem.descendingValues(
          ActivatedPattern(inquiry.problem).kernel, stop: inquiry.stop))
    })

  public static let neuronSign = Quantity(
    "neuron_sign", "the sign of a_j", formula: #"\operatorname{sgn}a_j"#, .neuronVector,
    cost: .known,
    of: .network { inquiry in
      let problem = inquiry.problem
      return .vector((0..<problem.neurons).map { problem.network.sign(ofNeuron: $0) })
    })

  public static let neuronNorm = Quantity(
    "neuron_norm", "‖w_j‖", formula: #"\lVert w_j\rVert"#, .neuronVector, .changesInTime,
    cost: .pairs, of: .network { .vector($0.geometry.squaredNorms.map { $0.squareRoot() }) })

  public static let neuronCosine = Quantity(
    "neuron_cosine", "cosine of w_j with its limit", formula: #"\cos\angle(w_j,\hat w_j)"#,
    .neuronVector, .changesInTime,
    of: .network { (inquiry) throws(CoreError) in
      .vector(
        try inquiry.direction().direction.map { inquiry.geometry.cosines(with: $0.direction) })
    })

  public static let neuronActive = Quantity(
    "neuron_active", "share of points with ⟨w_j, x_i⟩ > 0",
    formula: ##"\tfrac1n\#\{i:\langle w_j,x_i\rangle>0\}"##, .neuronVector,
    [.changesInTime, .share],
    cost: .pairs,
    of: .network { inquiry in
      let h = inquiry.settled.preactivations
      return .vector(
        (0..<h.columns).map { j in
          Double(h.column(j).count { $0 > 0 }) / Double(inquiry.problem.points)
        })
    })

  public static let alignment = Quantity(
    "alignment", "cosines between neurons", formula: #"\cos\angle(w_j,w_k)"#, .neuronMatrix,
    .changesInTime,
    of: .network { (inquiry) throws(CoreError) in
      let weights = inquiry.problem.weights(of: inquiry.settled)
      return .matrix(try weights.rowCosines(stop: inquiry.stop))
    })
}

extension Matrix {
  /// Cosines between the rows; `nan` where a row is 0.
  func rowCosines(stop: StopSignal) throws(CoreError) -> Matrix {
    let gram = try LinearAlgebra.gram(self, stop: stop)
    let norms = (0..<rows).map { gram[$0, $0].squareRoot() }
    var result = gram
    for j in 0..<rows {
      try stop.check()
      for i in 0..<rows {
        result[i, j] =
          i == j && norms[i] > 0 ? 1 : min(1, max(-1, gram[i, j] / (norms[i] * norms[j])))
      }
    }
    return result
  }
}
