// SPDX-License-Identifier: Apache-2.0

/// A condition is a hypothesis of the theorems or of this laboratory. One entry holds its word, its documentation and the function that finds its
/// number.
public struct Condition: Sendable {
  /// A rule finds a condition from one of these.
  enum Rule: Sendable {
    case training(@Sendable (ConditionFacts) throws(CoreError) -> Finding)
    case mixture(@Sendable (Mixture) -> Finding)
  }

  /// A finding is what a rule finds for one experiment.
  struct Finding {
    /// `nil` where it is not defined; not finite where it is beyond double precision.
    var value: Double?
    /// `nil` where the source states no threshold, or nothing can be decided.
    var holds: Bool?
    /// The statement is said in place of the formula and its source; `nil` where these say all.
    var statement: String?

    /// A number without a threshold.
    init(_ value: Double?, statement: String? = nil) {
      (self.value, self.statement) = (value, statement)
    }

    /// A number that decides.
    init(_ value: Double?, statement: String? = nil, where holds: (Double) -> Bool) {
      self.init(value, statement: statement)
      self.holds = value.map(holds)
    }
  }

  /// The word that results use for it.
  public let name: String
  /// The condition in words, a phrase.
  public let meaning: String
  /// The number as a formula.
  public let formula: String
  /// The theorem or section that states the condition; empty where the formula says all.
  public let theorem: String
  /// The number that decides; `nil` where the source states none.
  public let threshold: Double?
  private let rule: Rule

  init(
    _ name: String, _ meaning: String, formula: String, theorem: String = "",
    threshold: Double? = nil, of rule: Rule
  ) {
    self.name = name
    self.meaning = meaning
    self.formula = formula
    self.theorem = theorem
    self.threshold = threshold
    self.rule = rule
  }

  /// The formula and where it is stated.
  public var source: String { theorem.isEmpty ? formula : "\(formula) (\(theorem))" }

  /// The condition of a name; `nil` where there is none.
  public static func named(_ name: String) -> Condition? { all.first { $0.name == name } }

  /// Answers for one experiment. A number that is not finite decides nothing.
  func answer(_ facts: ConditionFacts) throws(CoreError) -> ConditionAnswer {
    var finding: Finding
    var gap = theorem.isEmpty ? nil : facts.theoremGap
    switch rule {
    case .training(let find): finding = try find(facts)
    case .mixture(let find):
      guard let mixture = facts.mixture else {
        return ConditionAnswer(condition: self, source: "has no value without a mixture")
      }
      finding = find(mixture)
      gap = gap ?? facts.mixtureGap
    }
    var statement = finding.statement ?? source
    if let gap {
      finding.holds = nil
      statement += "; undecided: " + gap
    }
    guard finding.value?.isFinite ?? true else {
      return ConditionAnswer(
        condition: self, threshold: threshold,
        source: statement + "; undecided: the value is beyond double precision")
    }
    return ConditionAnswer(
      condition: self, value: finding.value, threshold: threshold, holds: finding.holds,
      source: statement)
  }
}

/// An answer says whether a condition holds for one experiment, and by which number.
public struct ConditionAnswer: Sendable {
  /// The condition that is answered.
  public let condition: Condition
  /// The number of this experiment; `nil` where it is not defined, or beyond double precision.
  public var value: Double?
  /// The number that decides; `nil` where the source states none, or the condition has no value of such data.
  public var threshold: Double?
  /// `nil` where the source states no threshold, or nothing can be decided.
  public var holds: Bool?
  /// The formula and where it is stated; also the reason where there is no value.
  public var source: String
}
