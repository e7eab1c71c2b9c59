// SPDX-License-Identifier: Apache-2.0

extension ByteWriter {
  mutating func add(_ table: SweepTable) {
    add(table.name)
    for texts in [table.keys, table.measures, table.expressions] { add(each: texts) { $0.add($1) } }
    add(table.repeats)
    add(each: table.cells) { $0.add($1) }
  }

  private mutating func add(_ cell: SweepTable.Cell) {
    add(each: cell.settings) { $0.add($1) }
    add(cell.mixture) { $0.add($1) }
    add(cell.dataset) { $0.add($1) }
    add(cell.network) { $0.add($1) }
    add(cell.definition)
    add(each: cell.training) { $0.add($1) }
    add(each: cell.outcomes) { $0.add($1) }
  }

  private mutating func add(_ outcome: SweepTable.Outcome) {
    switch outcome {
    case .missing: tag(0)
    case .measured(let numbers):
      tag(1)
      add(numbers)
    case .failed(let reason):
      tag(2)
      add(reason)
    }
  }

  private mutating func add(_ fact: ExperimentFact) {
    add(fact.name)
    add(fact.isShown)
    switch fact.value {
    case .text(let text):
      tag(0)
      add(text)
    case .number(let number, let significant):
      tag(1)
      add(number)
      add(significant)
    }
  }
}

extension ByteReader {
  mutating func table() throws(Damage) -> SweepTable {
    let name = try text()
    let (keys, measures, expressions) = (try texts(), try texts(), try texts())
    let repeats = try whole()
    let cells = try list { (reader) throws(Damage) in
      let cell = try reader.cell()
      guard cell.settings.count == keys.count, cell.outcomes.count == repeats,
        cell.outcomes.allSatisfy({ $0.measures.map { $0 == measures.count } ?? true })
      else { throw Damage() }
      return cell
    }
    return SweepTable(
      name: name, keys: keys, measures: measures, expressions: expressions, repeats: repeats,
      cells: cells)
  }

  mutating func texts() throws(Damage) -> [String] {
    try list { (reader) throws(Damage) in try reader.text() }
  }

  private mutating func cell() throws(Damage) -> SweepTable.Cell {
    SweepTable.Cell(
      settings: try list { (reader) throws(Damage) in try reader.value() },
      mixture: try optional { (reader) throws(Damage) in try reader.mixture() },
      dataset: try optional { (reader) throws(Damage) in try reader.dataset() },
      network: try optional { (reader) throws(Damage) in try reader.network() },
      definition: try text(),
      training: try list { (reader) throws(Damage) in try reader.fact() },
      outcomes: try list { (reader) throws(Damage) in try reader.outcome() })
  }

  private mutating func outcome() throws(Damage) -> SweepTable.Outcome {
    switch try tag() {
    case 0: return .missing
    case 1: return .measured(try numbers())
    case 2: return .failed(try text())
    case _: throw Damage()
    }
  }

  private mutating func fact() throws(Damage) -> ExperimentFact {
    let (name, isShown) = (try text(), try boolean())
    switch try tag() {
    case 0: return ExperimentFact(name, value: .text(try text()), isShown: isShown)
    case 1:
      let value = ExperimentFact.Value.number(try number(), significant: try whole())
      return ExperimentFact(name, value: value, isShown: isShown)
    case _: throw Damage()
    }
  }
}

extension SweepTable.Outcome {
  /// How many numbers it has, where it has some.
  fileprivate var measures: Int? {
    switch self {
    case .measured(let numbers): numbers.count
    case .missing, .failed: nil
    }
  }
}
