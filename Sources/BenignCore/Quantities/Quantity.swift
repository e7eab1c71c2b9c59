// SPDX-License-Identifier: Apache-2.0

/// A quantity is what an experiment can be asked for. One entry holds its name, its documentation and the function that computes it.
///
/// A class because expressions refer to the one entry: a copy of it would cost more than the answer to a cheap question. The lists of entries are
/// in this folder; reports, trajectories, conditions, completion and documentation read them, and nothing else knows a quantity.
public final class Quantity: Sendable {
  /// What kind of value a quantity has.
  public enum Shape: Sendable {
    case number
    case boolean
    case text
    /// One entry a point.
    case pointVector
    /// The same without the points' order.
    case spectrum
    /// One entry a neuron.
    case neuronVector
    /// n×n.
    case pointMatrix
    /// m×m.
    case neuronMatrix
  }

  /// What must be defined before the quantity can be asked for.
  public enum Requirement: Sendable {
    case data
    case mixture
    case network
    case mixtureAndNetwork
  }

  /// What has to be looked at for an answer.
  enum Cost: Sendable {
    /// Nothing that is large.
    case known
    /// The margins, which a run has at hand.
    case margins
    /// Every neuron on every point.
    case pairs
    /// All there is, or a problem that has to be solved.
    case everything
  }

  /// Properties that decide when a quantity is asked for, and how it is shown.
  public struct Traits: OptionSet, Sendable {
    /// A bit for each trait.
    public let rawValue: Int

    /// The traits of these bits.
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// It changes with t († in the documentation).
    public static let changesInTime = Traits(rawValue: 1)
    /// It is estimated from samples (‡), and evaluated at recorded points only.
    public static let sampled = Traits(rawValue: 2)
    /// It may have its first value at any step.
    public static let awaited = Traits(rawValue: 4)
    /// Results have the ends of its 95 % interval beside it.
    public static let interval = Traits(rawValue: 8)
    /// Ratios of it say more than differences: every picture has it on a logarithmic scale.
    public static let logarithmic = Traits(rawValue: 16)
    /// It lies between 0 and 1.
    public static let share = Traits(rawValue: 32)
  }

  /// The function, by what it is computed from.
  enum Rule: Sendable {
    case mixture(@Sendable (MixtureFacts) -> QuantityAnswer)
    case data(@Sendable (Design) throws(CoreError) -> QuantityAnswer)
    /// The definitions of both, before anything is drawn.
    case definitions(@Sendable (MixtureFacts, NetworkDefinition) -> QuantityAnswer)
    case network(@Sendable (Inquiry) throws(CoreError) -> QuantityAnswer)
    case mixtureAndNetwork(@Sendable (MixtureFacts, Inquiry) throws(CoreError) -> QuantityAnswer)
  }

  /// Its name in the language.
  public let name: String
  /// What it is, a phrase.
  public let definition: String
  /// What else is to be known of it: it continues the definition. Empty for most.
  public let remark: String
  /// The definition in LaTeX; empty where words say all.
  public let formula: String
  /// Where it is defined: a theorem, a section. Empty where the definition needs none.
  public let source: String
  /// The kind of value that it has.
  public let shape: Shape
  /// Its traits; it may have several, or none.
  public let traits: Traits
  /// What a picture compares it with.
  public let levels: [Quantity]
  /// The one that is the decimal logarithm of it.
  public let logarithm: Quantity?
  let cost: Cost
  private let rule: Rule

  init(
    _ name: String, _ definition: String, remark: String = "", formula: String = "",
    source: String = "", _ shape: Shape = .number, _ traits: Traits = [], cost: Cost = .everything,
    levels: [Quantity] = [], logarithm: Quantity? = nil, of rule: Rule
  ) {
    self.name = name
    self.definition = definition
    self.remark = remark
    self.formula = formula
    self.source = source
    self.shape = shape
    self.traits = traits
    self.cost = cost
    self.levels = levels
    self.logarithm = logarithm
    self.rule = rule
  }

  /// What must be defined before it can be asked for; this follows from its rule.
  public var requirement: Requirement {
    switch rule {
    case .mixture: .mixture
    case .data: .data
    case .network: .network
    case .definitions, .mixtureAndNetwork: .mixtureAndNetwork
    }
  }

  /// Whether it follows from the definitions of a mixture and a network, before anything is drawn.
  public var followsFromDefinitions: Bool {
    switch rule {
    case .mixture, .definitions: true
    case .data, .network, .mixtureAndNetwork: false
    }
  }
}

extension Quantity {
  /// Whether its value changes with t.
  public var changesInTime: Bool { traits.contains(.changesInTime) }
  /// Whether it is estimated from samples, and evaluated at recorded points only.
  public var isSampled: Bool { traits.contains(.sampled) }
  /// Whether it may have its first value at any step.
  public var isAwaited: Bool { traits.contains(.awaited) }
}

extension Quantity {
  /// Every quantity of the language, in the order of the documentation.
  public static let all: [Quantity] =
    training + gradients + directions + errors + predictions + data + arrays

  /// The quantity of a name; `nil` where there is none.
  public static func named(_ name: String) -> Quantity? { byName[name] }

  private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
}

extension Quantity: Hashable {
  /// Two quantities are equal if they are the same entry.
  public static func == (a: Quantity, b: Quantity) -> Bool { a === b }

  /// Hashes the identity of the entry.
  public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

extension Quantity {
  /// The answer of an experiment.
  ///
  /// - Parameter inquiry: made where the answer needs a network in training.
  /// - Throws: `.notReady` where something is not defined yet, `.interrupted`.
  func answer(
    of experiment: Experiment, _ inquiry: () throws(CoreError) -> Inquiry
  ) throws(CoreError) -> QuantityAnswer {
    switch rule {
    case .network(let compute): return try compute(try inquiry())
    case .mixtureAndNetwork(let compute):
      let inquiry = try inquiry()
      guard let mixture = inquiry.mixture else { return .noMixture }
      return try compute(mixture, inquiry)
    case .definitions(let compute):
      let inquiry = try inquiry()
      return inquiry.mixture.map { compute($0, inquiry.problem.network) } ?? .noMixture
    case .mixture(let compute):
      _ = try experiment.requireDesign()
      return experiment.mixture.map { compute(MixtureFacts($0)) } ?? .noMixture
    case .data(let compute): return try compute(try experiment.requireDesign())
    }
  }

  /// The answer of a mixture and, where there is one, a network by their definitions; no value of what needs more.
  func answer(of mixture: Mixture, _ network: NetworkDefinition?) -> QuantityAnswer {
    switch rule {
    case .mixture(let compute): compute(MixtureFacts(mixture))
    case .definitions(let compute): network.map { compute(MixtureFacts(mixture), $0) } ?? .none
    case .data, .network, .mixtureAndNetwork: .none
    }
  }
}
