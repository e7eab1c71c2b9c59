// SPDX-License-Identifier: Apache-2.0

extension ByteWriter {
  /// A table of the second form begins with this word, one of the first with the length of its name. One of the third form says
  /// which settings a search has changed.
  fileprivate static let (secondForm, thirdForm) = (-2, -3)

  mutating func add(_ table: SweepTable) {
    add(table.searched.isEmpty ? Self.secondForm : Self.thirdForm)
    if !table.searched.isEmpty { add(each: table.searched) { $0.add($1) } }
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
    add(each: cell.training) {
      $0.add($1.name)
      $0.add($1.value)
    }
    add(cell.version)
    add(each: cell.outcomes) { $0.add($1) }
  }

  private mutating func add(_ outcome: SweepTable.Outcome) {
    switch outcome {
    case .missing: tag(0)
    case .measured(let numbers): tagged(1) { $0.add(numbers) }
    case .failed(let reason): tagged(2) { $0.add(reason) }
    case .diverged: tag(3)
    case .undecided(let numbers): tagged(4) { $0.add(numbers) }
    case .absent(.never): tag(5)
    case .absent(.always): tag(6)
    }
  }
}

extension ByteReader {
  mutating func table() throws(Damage) -> SweepTable {
    var ahead = self
    let form = try ahead.whole()
    let isSecondForm = [ByteWriter.secondForm, ByteWriter.thirdForm].contains(form)
    if isSecondForm { self = ahead }
    let searched = form == ByteWriter.thirdForm ? try texts() : []
    let name = try text()
    let (keys, measures, expressions) = (try texts(), try texts(), try texts())
    let repeats = try whole()
    let cells = try list { (reader) throws(Damage) in
      let cell = try reader.cell(isSecondForm: isSecondForm)
      guard cell.settings.count == keys.count, cell.outcomes.count == repeats,
        cell.outcomes.allSatisfy({ $0.measures.map { $0 == measures.count } ?? true })
      else { throw Damage() }
      return cell
    }
    return SweepTable(
      name: name, keys: keys, measures: measures, expressions: expressions, repeats: repeats,
      searched: searched, cells: cells)
  }

  mutating func texts() throws(Damage) -> [String] {
    try list { (reader) throws(Damage) in try reader.text() }
  }

  private mutating func cell(isSecondForm: Bool) throws(Damage) -> SweepTable.Cell {
    SweepTable.Cell(
      settings: try list { (reader) throws(Damage) in try reader.value() },
      mixture: try optional { (reader) throws(Damage) in try reader.mixture() },
      dataset: try optional { (reader) throws(Damage) in try reader.dataset() },
      network: try optional { (reader) throws(Damage) in try reader.network() },
      definition: try text(),
      training: try list { (reader) throws(Damage) in
        isSecondForm
          ? CellSetting(try reader.text(), try reader.value()) : try reader.settingOfFirstForm()
      }, version: isSecondForm ? try text() : "",
      outcomes: try list { (reader) throws(Damage) in try reader.outcome() })
  }

  private mutating func outcome() throws(Damage) -> SweepTable.Outcome {
    switch try tag() {
    case 0: return .missing
    case 1: return .measured(try numbers())
    case 2: return .failed(try text())
    case 3: return .diverged
    case 4: return .undecided(try numbers())
    case 5: return .absent(.never)
    case 6: return .absent(.always)
    case _: throw Damage()
    }
  }

  /// The first form kept what pictures tell of the training.
  private mutating func settingOfFirstForm() throws(Damage) -> CellSetting {
    let (name, _) = (try text(), try boolean())
    switch try tag() {
    case 0:
      let words = try text()
      return CellSetting(
        name,
        .text(name == "loss" ? words.before(" loss") : words.after("until ")))
    case 1:
      let (value, _) = (try number(), try whole())
      return CellSetting(name == "flow to time" ? "time" : name, .number(value))
    case _: throw Damage()
    }
  }
}

extension String {
  fileprivate func before(_ ending: String) -> String {
    hasSuffix(ending) ? String(dropLast(ending.count)) : self
  }

  fileprivate func after(_ beginning: String) -> String {
    hasPrefix(beginning) ? String(dropFirst(beginning.count)) : self
  }
}

extension SweepTable.Outcome {
  /// How many numbers it has, where it has some.
  fileprivate var measures: Int? {
    switch self {
    case .measured(let numbers), .undecided(let numbers): numbers.count
    case .missing, .diverged, .absent, .failed: nil
    }
  }
}
