// SPDX-License-Identifier: Apache-2.0

import BenignCore

extension CellDefinition {
  /// The statements that define it and train it, a line each.
  ///
  /// - Parameters:
  ///   - present: the experiment that they begin from; its data set is not read again where it is the same.
  ///   - given: the keys that are written even where they have their usual values.
  func statements(besides present: Experiment, given: [String]) -> [String] {
    var writer = StatementWriter(given: Set(given))
    let data = dataStatement(writer, besides: present)
    // Without new data an experiment keeps these from its earlier runs.
    if data == nil { writer.given.formUnion(["lr", "loss", "reduction"]) }
    return (data.map { [$0] } ?? [])
      + (network.map { [Self.statement(of: $0, writer)] } ?? [])
      + (training.map { [statement(of: $0, writer)] } ?? [])
  }

  private func dataStatement(_ writer: StatementWriter, besides present: Experiment) -> String? {
    switch data {
    case .mixture(let mixture):
      return writer.text(of: .mixture, mixture.kindName, mixture.document)
    case .dataset(let dataset):
      guard dataset != present.dataset else { return nil }
      return writer.text(of: .dataset, PlainText.quoted(dataset.path), Datum(dataset))
    }
  }

  private static func statement(
    of network: NetworkDefinition, _ writer: StatementWriter
  ) -> String {
    let usual = NetworkDefinition(
      neurons: network.neurons, negativeSlope: network.negativeSlope)
    return writer.text(of: .network, nil, network.document, usual: usual.document)
  }

  private func statement(of training: Training, _ writer: StatementWriter) -> String {
    let loss = Loss.all.first
    let usual: Training
    let command: Command
    switch training {
    case .descent(let settings):
      (usual, command) = (
        .descent(DescentSettings(steps: settings.steps, loss: loss, reduction: .sum)), .run
      )
    case .flow(let settings):
      (usual, command) = (
        .flow(FlowSettings(time: settings.time, loss: loss, reduction: .sum)), .flow
      )
    }
    var pairs = training.settings.filter {
      writer.given.contains($0.name) || !usual.settings.contains($0)
        || $0.name == "steps" || $0.name == "time"
    }.map { writer.pair($0.name, Datum($0.value), of: command) }
    if let until { pairs.append("until=\(SyntaxText(until))") }
    return ([command.name] + pairs).joined(separator: " ")
  }
}

/// Writes statements whose keys have known values.
private struct StatementWriter {
  /// The keys that are always written.
  var given: Set<String>

  /// - Parameters:
  ///   - argument: what stands before the keys.
  ///   - document: the keys with their values; the file of a data set is its argument.
  ///   - usual: keys that have the values that they have there are left out, but for those that are required.
  func text(
    of command: Command, _ argument: String?, _ document: Datum, usual: Datum = .object([])
  ) -> String {
    guard case .object(let members) = document, case .object(let usual) = usual else {
      return command.name
    }
    let written = members.filter { member in
      guard let key = command.key(member.name) else { return false }
      let isUsual =
        usual.contains(member) || key.standard == member.value.exactText && !key.isRequired
      return given.contains(member.name) || key.isRequired || !isUsual
    }
    return
      ([command.name] + (argument.map { [$0] } ?? [])
      + written.map { pair($0.name, $0.value, of: command) }).joined(separator: " ")
  }

  /// `name=value`; words and calls are written bare.
  func pair(_ name: String, _ value: Datum, of command: Command) -> String {
    guard case .text(let text) = value, command.key(name)?.takesString == false else {
      return "\(name)=\(value.exactText)"
    }
    return "\(name)=\(text)"
  }
}
