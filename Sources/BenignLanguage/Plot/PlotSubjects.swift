// SPDX-License-Identifier: Apache-2.0

import BenignCore

/// The experiments of a picture: what they have in common, and what tells them apart.
struct PlotSubjects {
  /// In alphabetical order.
  let names: [String]
  private let shared: [ExperimentFact]
  private let differences: [String: [ExperimentFact]]

  init(_ names: Set<String>, in session: Session) {
    let known = names.sorted().compactMap { name in
      session.experiments[name].map { (name: name, facts: $0.facts) }
    }
    self.names = known.map(\.name)
    let all = known.map(\.facts)
    let isShared = { (fact: ExperimentFact) in all.allSatisfy { $0.contains(fact) } }
    shared = all.first?.filter(isShared) ?? []
    // Of what some have not at all, as a data set has no ‖μ‖, the usual is not worth a word.
    let isCommon = { (fact: ExperimentFact) in
      all.allSatisfy { facts in facts.contains { $0.name == fact.name } }
    }
    var differences = all.map { facts in
      facts.filter { !isShared($0) && ($0.isShown || isCommon($0)) }
    }
    // The automatic step size follows from the rest: it tells apart only what nothing else does.
    let withoutRate = differences.map { $0.filter { $0.name != ExperimentFact.learningRate } }
    if Set(withoutRate.map { $0.map(\.text) }).count == all.count { differences = withoutRate }
    self.differences = Dictionary(zip(self.names, differences), uniquingKeysWith: { $1 })
  }

  /// "n = 100, p = 20 000, ‖μ‖ = 8, m = 64, γ = 0.2", what is held fixed.
  var subtitle: String? {
    Self.text(shared.filter(\.isShown))
  }

  /// What tells an experiment apart, "‖μ‖ = 3, m = 8"; `nil` where nothing does.
  func difference(of name: String) -> String? {
    Self.text(differences[name, default: []])
  }

  /// "weak: ‖μ‖ = 3." for each: without seeds and what is as usual, if that tells them apart.
  var remarks: [String] {
    let full = names.map { differences[$0, default: []] }
    let brief = full.map { $0.filter(\.isShown) }
    let isEnough = Set(brief.map { $0.map(\.text) }).count == names.count
    return zip(names, isEnough ? brief : full).compactMap { name, facts in
      Self.text(facts).map { "\(name): \($0)." }
    }
  }

  private static func text(_ facts: [ExperimentFact]) -> String? {
    facts.isEmpty ? nil : facts.map(\.text).joined(separator: ", ")
  }
}
