// SPDX-License-Identifier: Apache-2.0

import BenignCore

/// The experiments of a picture: what they have in common, and what tells them apart.
struct PlotSubjects {
  /// More differences are no help beside a line.
  private static let mostDifferences = 3

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
    var differences = all.map { facts in facts.filter { !isShared($0) } }
    // The automatic step size follows from the rest: it tells apart only what nothing else does.
    let withoutRate = differences.map { $0.filter { $0.name != ExperimentFact.learningRate } }
    if Set(withoutRate.map { $0.map(\.text) }).count == all.count { differences = withoutRate }
    if differences.contains(where: { $0.count > Self.mostDifferences }) { differences = [] }
    self.differences = Dictionary(zip(self.names, differences), uniquingKeysWith: { $1 })
  }

  /// "n = 100, p = 20 000, ‖μ‖ = 8, m = 64, γ = 0.2", what is held fixed.
  var subtitle: String? {
    let parts = shared.filter(\.isShown).map(\.text)
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }

  /// What tells an experiment apart, " (‖μ‖ = 3)"; empty where it is nothing, or too much.
  func remark(on name: String) -> String {
    let parts = differences[name, default: []].map(\.text)
    return parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))"
  }
}
