// SPDX-License-Identifier: Apache-2.0

extension ByteWriter {
  mutating func add(_ entry: Journal.Entry) {
    switch entry {
    case .cell(let source, let execution, let steps):
      tag(0)
      add(source)
      add(execution) { $0.add($1) }
      add(each: steps) { $0.add($1) }
    case .table(let name, let table):
      tag(1)
      add(name)
      add(table) { $0.add($1) }
    }
  }

  private mutating func add(_ step: Journal.Step) {
    add(step.statement)
    add(step.failure?.rawValue) { $0.add($1) }
    add(step.clock) { $0.add($1) }
    add(step.runs) { $0.add(each: $1) { $0.add($1) } }
    add(step.fingerprint)
  }
}

extension ByteReader {
  mutating func entry() throws(Damage) -> Journal.Entry {
    switch try tag() {
    case 0:
      let source = try text()
      let execution = try optional { (reader) throws(Damage) in try reader.whole() }
      let steps = try list { (reader) throws(Damage) in try reader.step() }
      return .cell(source, execution: execution, steps)
    case 1:
      let name = try text()
      return .table(name, try optional { (reader) throws(Damage) in try reader.table() })
    case _: throw Damage()
    }
  }

  private mutating func step() throws(Damage) -> Journal.Step {
    let statement = try whole()
    let name = try optional { (reader) throws(Damage) in try reader.text() }
    let failure = name.flatMap(Diagnostic.Kind.init)
    guard (failure == nil) == (name == nil) else { throw Damage() }
    let clock = try optional { (reader) throws(Damage) in try reader.number() }
    let runs = try optional { (reader) throws(Damage) in
      try reader.list { (reader) throws(Damage) in try reader.boolean() }
    }
    return Journal.Step(
      statement: statement, failure: failure, clock: clock, runs: runs, fingerprint: try word())
  }
}
