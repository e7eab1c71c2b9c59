// SPDX-License-Identifier: Apache-2.0

/// W against the direction to which gradient descent converges.
extension Quantity {
  static let directions: [Quantity] = [
    limitMargin, cosine, misalignment, angle, cosinePositive, cosineNegative, dispersion,
    separable, consistent, inconsistentPoints, support, residual, dualityGap, runMisalignment,
    runLimitError,
  ]

  private static let problemFive = "Hashimoto 2026, problem (5)"

  public static let limitMargin = Quantity(
    "limit_margin", "1/‖Ŵ‖, the limit of margin", formula: #"1/\lVert\hat W\rVert"#,
    source: problemFive,
    of: .direction { answer in
      .number(answer.direction?.margin, note: answer.note)
    })

  public static let cosine = Quantity(
    "cosine", "⟨W,Ŵ⟩/(‖W‖‖Ŵ‖) with the convergent direction Ŵ",
    formula: #"\langle W,\hat W\rangle/(\lVert W\rVert\lVert\hat W\rVert)"#, source: problemFive,
    .number, .changesInTime,
    of: .alignment { $0?.whole?.cosine })

  public static let misalignment = Quantity(
    "misalignment", "1 − cosine", remark: ", right to 1e-6 relative down to 1e-14",
    formula: #"1-\cos\angle(W,\hat W)"#, source: problemFive, .number,
    [.changesInTime, .logarithmic],
    of: .alignment { $0?.whole?.misalignment })

  public static let angle = Quantity(
    "angle", "arccos(cosine), radians", formula: #"\angle(W,\hat W)"#, source: problemFive,
    .number, [.changesInTime, .logarithmic],
    of: .alignment { $0?.whole?.radians })

  public static let cosinePositive = Quantity(
    "cosine_positive", "cosine over the neurons with a_j > 0", source: problemFive, .number,
    .changesInTime,
    of: .alignment { $0?.positive?.cosine })

  public static let cosineNegative = Quantity(
    "cosine_negative", "cosine over the neurons with a_j < 0", source: problemFive, .number,
    .changesInTime,
    of: .alignment { $0?.negative?.cosine })

  public static let dispersion = Quantity(
    "dispersion", "largest 1 − cos of a neuron with the mean of its sign",
    formula: #"\max_j(1-\cos\angle(w_j,\bar w_{s(j)}))"#, .number, [.changesInTime, .logarithmic],
    cost: .pairs,
    of: .network { .number($0.geometry.dispersion) })

  public static let separable = Quantity(
    "separable", "whether some direction classifies every training point",
    remark: "; `None` where no proof of either was found",
    formula: #"\exists w\;\forall i:\tilde y_i\langle w,x_i\rangle>0"#, .boolean,
    of: .direction { answer in
      let note = answer.isSeparable.map { QuantityAnswer.Note.separability($0) }
      return .boolean(answer.isSeparable, note: note ?? .undecided(answer.separability))
    })

  public static let consistent = Quantity(
    "consistent", "whether the solution of problem (5) obeys the pattern it assumes",
    remark: "; with γ = 1 no pattern matters, and it does",
    source: problemFive, .boolean,
    of: .direction { .boolean($0.direction?.isConsistent, note: $0.note) })

  public static let inconsistentPoints = Quantity(
    "inconsistent_points", "number of points at which that pattern is not obeyed",
    source: problemFive,
    of: .direction { .number($0.direction?.inconsistentPoints) })

  public static let support = Quantity(
    "support", "number of multipliers > 0", formula: ##"\#\{i:\lambda_i>0\}"##, source: problemFive,
    of: .direction { .number($0.direction?.support) })

  public static let residual = Quantity(
    "kkt_residual",
    "how far the solution of problem (5) is from its optimality conditions, relative",
    source: problemFive, .number, .logarithmic,
    of: .direction { .number($0.certificate?.residual) })

  public static let dualityGap = Quantity(
    "duality_gap", "the duality gap of the solution of problem (5), relative",
    source: problemFive, .number, .logarithmic,
    of: .direction { .number($0.certificate?.gap) })

  public static let runMisalignment = Quantity(
    "run_misalignment", "misalignment with the run's own limit, where (5) is not consistent",
    .number, [.changesInTime, .awaited, .logarithmic],
    of: .network { (inquiry) throws(CoreError) in
      .number(
        try inquiry.runAlignment()?.misalignment,
        note: try inquiry.limitDependsOnStart() ? .dependsOnStart : nil)
    })

  public static let runLimitError = Quantity(
    "run_limit_error", "limit_error of the run's own limit, where (5) is not consistent", .number,
    [.interval, .logarithmic, .share],
    of: .network { (inquiry) throws(CoreError) in
      let error = try inquiry.runLimitError()
      let note: QuantityAnswer.Note? =
        if try inquiry.limitDependsOnStart() {
          .dependsOnStart
        } else if error != nil, try inquiry.awaitsActivation() {
          .ifActivated
        } else {
          inquiry.limitNote(error)
        }
      return .number(error?.share, sample: error?.sample, note: note)
    })
}

extension Quantity.Rule {
  /// Computed from the solution of problem (5), or from why there is none.
  fileprivate static func direction(
    _ answer: @escaping @Sendable (DirectionAnswer) -> QuantityAnswer
  ) -> Self {
    .network { (inquiry) throws(CoreError) in answer(try inquiry.direction()) }
  }

  /// A number of W against that solution.
  fileprivate static func alignment(_ number: @escaping @Sendable (Alignment?) -> Double?) -> Self {
    .network { (inquiry) throws(CoreError) in .number(number(try inquiry.alignment())) }
  }
}

extension DirectionAnswer {
  /// The note says why separable data have no solution of problem (5).
  fileprivate var note: QuantityAnswer.Note? {
    switch self {
    case .found, .none: nil
    case .unconverged: .unconverged
    case .unreachable: .unreachableLabel
    }
  }
}

extension Inquiry {
  /// The note says what is particular about a limit's error.
  func limitNote(_ error: LimitError?) -> QuantityAnswer.Note? {
    if heldOutNote == .nothingHeldOut { return .nothingHeldOut }
    return error?.isBelowAll == true ? .roundedLogarithm : nil
  }
}
