// SPDX-License-Identifier: Apache-2.0

import BenignCore

/// Evaluates plans against one state and one row.
struct Evaluation {
  var source: any QuantitySource
  /// The values of the columns, in their order.
  var row: [Value] = []
  let work: Work
  /// Whether a comparison of a quantity without a value is an error, and not plain false: what is recorded and measured then has no value itself.
  var needsValues = false

  func value(_ plan: Plan) throws(Diagnostic) -> Value {
    do {
      return try value(of: plan.node)
    } catch {
      throw error.located(at: plan.range)
    }
  }

  /// - Throws: InvalidArgument when it is not a boolean.
  func truth(_ plan: Plan) throws(Diagnostic) -> Bool {
    let value = try value(plan)
    guard case .boolean(let boolean) = value else {
      throw Diagnostic(
        .invalidArgument, "A condition is true or false, and this is \(value.kindName).",
        at: plan.range, expected: "a comparison such as loss < 1e-3")
    }
    return boolean
  }

  private func value(of node: Plan.Node) throws(Diagnostic) -> Value {
    let arithmetic = Arithmetic(work: work)
    switch node {
    case .constant(let value): return value
    case .quantity(let quantity): return try ask(source, quantity)
    case .foreign(let quantity, let experiment): return try ask(experiment, quantity)
    case .column(let index): return row[index]
    case .list(let elements): return try .list(try values(elements))
    case .call(let function, let arguments): return try function(try values(arguments), work: work)
    case .index(let base, let indices): return try indexed(base, indices)
    case .negated(let operand): return try arithmetic.negate(try value(operand))
    case .affirmed(let operand): return try arithmetic.apply(.times, .number(1), try value(operand))
    case .chain(let first, let rest):
      var result = try value(first)
      for link in rest {
        result = try arithmetic.apply(link.operation, result, try value(link.operand))
      }
      return result
    case .power(let base, let exponent):
      return try arithmetic.apply(.power, try value(base), try value(exponent))
    case .range(let first, let last): return try arithmetic.range(try value(first), try value(last))
    case .relation(let left, let relation, let right):
      return try compared(left, relation, right)
    case .not(let operand): return .boolean(!(try truth(operand)))
    case .all(let operands):
      for operand in operands where !(try truth(operand)) { return .boolean(false) }
      return .boolean(true)
    case .any(let operands):
      for operand in operands where try truth(operand) { return .boolean(true) }
      return .boolean(false)
    }
  }

  /// `None` written as such may be compared with everything.
  private func compared(
    _ left: Plan, _ relation: Expression.Relation, _ right: Plan
  ) throws(Diagnostic) -> Value {
    let values = (try value(left), try value(right))
    if needsValues, values.0 == .none || values.1 == .none, !left.isNone, !right.isNone {
      throw Diagnostic(
        .invalidArgument, "One side of \(relation.rawValue) has no value (None).")
    }
    return try Arithmetic(work: work).compare(relation, values.0, values.1)
  }

  private func values(_ plans: [Plan]) throws(Diagnostic) -> [Value] {
    try plans.map { (plan) throws(Diagnostic) in try value(plan) }
  }

  func ask(_ source: any QuantitySource, _ quantity: Quantity) throws(Diagnostic) -> Value {
    let value: QuantityValue
    do {
      value = try source.value(of: quantity, stop: work.stop)
    } catch {
      throw Diagnostic(error)
    }
    work.begin()
    return try Value(value, work)
  }

  /// The past of a number has elements, the number has none.
  private func indexed(_ base: Plan, _ indices: [Plan]) throws(Diagnostic) -> Value {
    do {
      return try indexed(try value(base), indices)
    } catch {
      guard case .quantity(let quantity) = base.node, quantity.changesInTime, !quantity.isArray,
        error.kind == .invalidArgument
      else { throw error }
      var diagnostic = error
      diagnostic.suggestion = "trajectory.\(quantity.name)[…], if its recorded values are meant"
      throw diagnostic
    }
  }

  private func indexed(_ base: Value, _ indices: [Plan]) throws(Diagnostic) -> Value {
    var result = base
    for index in indices {
      do {
        let index = try value(index)
        work.begin()
        result = try element(of: try IndexedElements(result), at: index)
      } catch {
        throw error.located(at: index.range)
      }
    }
    return result
  }

  private func element(of base: IndexedElements, at index: Value) throws(Diagnostic) -> Value {
    if case .list(let list) = index {
      return try .list(
        try list.elements.map { (index) throws(Diagnostic) in
          try element(of: base, at: index)
        })
    }
    try work.count(1)
    guard case .number(let number) = index, let position = number.wholeValue else {
      throw Diagnostic(
        .invalidArgument, "An index is a whole number, and this is \(index.kindName).",
        expected: "0 for the first, -1 for the last")
    }
    switch base {
    case .values(let values): return values[try offset(position, count: values.count)]
    case .scalars(let scalars):
      return .text(String(Character(scalars[try offset(position, count: scalars.count)])))
    }
  }

  private func offset(_ position: Double, count: Int) throws(Diagnostic) -> Int {
    let offset = position < 0 ? position + Double(count) : position
    guard offset >= 0, offset < Double(count) else {
      throw Diagnostic(
        .invalidArgument,
        "There is no element \(NumberText(position)): there \(count == 1 ? "is" : "are") \(count).",
        expected: count == 0 ? "a list with elements" : "\(-count) … \(count - 1)")
    }
    return Int(saturating: offset)
  }
}

/// What has elements, made ready for many indices.
private enum IndexedElements {
  case values([Value])
  case scalars([Unicode.Scalar])

  /// - Throws: InvalidArgument where there are no elements.
  init(_ base: Value) throws(Diagnostic) {
    switch base {
    case .list(let list): self = .values(list.elements)
    case .text(let text): self = .scalars(Array(text.unicodeScalars))
    case .none, .boolean, .number:
      throw Diagnostic(
        .invalidArgument, "Only lists and strings have elements, and this is \(base.kindName).")
    }
  }
}
