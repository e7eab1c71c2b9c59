// SPDX-License-Identifier: Apache-2.0

import BenignCore

extension OptimizerSettings {
  /// The facts that are told of it; none of plain gradient descent.
  var members: [Datum.Member] {
    guard !isPlain else { return [] }
    return [
      .init("optimizer", .text(optimizer.word)), .init("momentum", .number(momentum)),
      .init("batch", optimizer.takesBatch ? .number(Double(batch)) : .none),
      .init("decay", .number(decay)),
    ]
  }
}

extension Report {
  init(_ heading: Heading, _ state: StateReport, of experiment: Experiment) {
    var facts: [Fact] = []
    if let data = experiment.dataSource?.member {
      facts.append(Fact(data.name, data.value, "the data"))
    }
    if let approximation = state.approximation {
      facts.append(Fact("approximation", .text(approximation), "in what the data are not exact"))
    }
    if let network = experiment.network {
      facts.append(Fact("network", network.document, "the network"))
    }
    let training = Datum.object(
      [
        .init("lr", Datum(state.progress.learningRate)),
        .init("loss", .text(state.progress.loss.word)),
        .init("reduction", .text(state.progress.reduction.rawValue)),
      ] + state.progress.optimization.members)
    facts += [
      Fact("training", training, "as at the last step"),
      Fact(.time, .number(state.progress.time)),
      Fact(.loss, Datum(state.loss)),
      Fact(.explicitSteps, .number(state.progress.explicitSteps)),
      Fact(.leaptSteps, .number(state.progress.leaptSteps)),
      Fact("state_hash", .text(state.stateHash), "of definitions and every bit of the state"),
      Fact("version", .text(BenignVersion.identity), "of Benign, its build and kind of processor"),
    ]
    self.init(
      heading, facts.map { .init($0.name, $0.value) }, findings: [heading.moment],
      tables: [
        Grid(
          columns: [.init("of"), .init("is")],
          rows: facts.filter(\.isShown).map { [$0.name, $0.value.shortText] })
      ])
  }
}
