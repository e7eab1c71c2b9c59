// SPDX-License-Identifier: Apache-2.0

import BenignCore
import Concurrency

/// What a sweep measures in each cell, looked at before anything is computed.
struct SweepMeasures: Sendable {
  struct Measure: Sendable {
    /// As it was written: the name of its column.
    let name: String
    /// Depends on nothing but the cell.
    let expression: Expression
  }

  let measures: [Measure]
  /// The free variables that some measure uses.
  let variables: Set<String>
  var names: [String] { measures.map(\.name) }

  /// - Throws: InvalidArgument for what is no number, or stands twice; UnknownName.
  init(
    _ invocation: Invocation, in session: Session, of key: String = Key.measureName
  ) throws(Diagnostic) {
    guard let written = invocation.later[key] else { throw invocation.missing(key) }
    let elements = written.elements ?? [written]
    guard !elements.isEmpty else {
      throw Diagnostic(
        .invalidArgument, "There is nothing to measure: the list is empty.", at: written.range,
        expected: "measure: a quantity or a list of them")
    }
    var scope = Scope(session)
    scope.prefersSettings = true
    scope.cellKeys = Set(invocation.call.pairs.map(\.key.text))
    scope.cellVariables = invocation.call.freeVariables
    let evaluator = Evaluator(environment: invocation.environment)
    var measures: [Measure] = []
    for element in elements {
      let name = SyntaxText(element).description
      guard !measures.contains(where: { $0.name == name }) else {
        throw Diagnostic(
          .invalidArgument, "\(name) is measured twice.", at: element.range,
          expected: "each measure once")
      }
      let closed = try scope.closed(element, by: evaluator)
      try Self.rehearse(closed, name, free: scope.cellVariables)
      measures.append(Measure(name: name, expression: closed))
    }
    self.measures = measures
    variables = scope.cellVariables.intersection(measures.flatMap(\.expression.names))
  }

  /// - Throws: InvalidArgument where a column would bear the name of another.
  func check(against keys: [String], at range: Range<Int>) throws(Diagnostic) {
    guard let name = names.first(where: keys.contains) else { return }
    throw Diagnostic(
      .invalidArgument, "\(name) is swept, and its column bears that name already.", at: range,
      expected: "another measure", suggestion: "measure=1*\(name), whose column is `1 * \(name)`")
  }

  /// - Throws: InvalidArgument for what changes with t where nothing is trained, NotReady without a network.
  func check(against cell: CellDefinition) throws(Diagnostic) {
    for measure in measures {
      for name in measure.expression.names {
        guard let quantity = Quantity.named(name) else { continue }
        if quantity.needsNetwork, cell.network == nil {
          throw Diagnostic(CoreError.notReady(.network)).located(at: measure.expression.range)
        }
        guard quantity.changesInTime, cell.training == nil else { continue }
        throw Diagnostic(
          .invalidArgument, "\(name) changes with t, and nothing is trained.",
          at: measure.expression.range, expected: "steps, until or time",
          suggestion: "sweep … steps=1000 measure=\(name)")
      }
    }
  }

  /// The kind of its value, found on made-up numbers: a sweep should not end with nothing but failures.
  private static func rehearse(
    _ expression: Expression, _ name: String, free: Set<String>
  ) throws(Diagnostic) {
    let work = Work(stop: .never)
    let value: Value
    do throws(Diagnostic) {
      let plan = try Scope(Session()).plan(expression.withNumbers(for: free))
      value = try Evaluation(source: Rehearsal(), work: work).value(plan)
    } catch {
      // What goes wrong with made-up numbers need not with others.
      return
    }
    guard value.numberOrGap == nil else { return }
    throw Diagnostic(
      .invalidArgument, "\(name) cannot be measured: it is \(value.kindName).",
      at: expression.range, expected: "a number or a boolean",
      suggestion: expression.unquoted ?? value.number(from: name))
  }
}

extension Value {
  /// How to make a number of it.
  fileprivate func number(from name: String) -> String? {
    switch self {
    case .text: "\(name) == \(name == Quantity.regime.name ? "\"weak\"" : "\"benign\"")"
    case .list: "mean(\(name)), min(\(name)) or another number of it"
    case .none, .boolean, .number: nil
    }
  }
}

extension Expression {
  /// With a number for each setting and each of these variables, whatever it is.
  fileprivate func withNumbers(for variables: Set<String>) throws(Diagnostic) -> Expression {
    try replacingNames { (name) throws(Diagnostic) in
      guard let text = name.names.first, Setting.named(text) != nil || variables.contains(text)
      else { return name }
      return Expression(node: .number(3), range: name.range)
    }
  }
}

extension Quantity {
  fileprivate var needsNetwork: Bool {
    switch requirement {
    case .data, .mixture: false
    case .network, .mixtureAndNetwork: true
    }
  }
}

/// Made-up values of every quantity.
private struct Rehearsal: QuantitySource {
  func value(
    of quantity: Quantity, stop: StopSignal
  ) throws(CoreError) -> QuantityValue {
    switch quantity.shape {
    case .number: .number(0.5)
    case .boolean: .boolean(true)
    case .text: .text("")
    case .pointVector, .spectrum, .neuronVector: .vector([0.5, 0.5])
    case .pointMatrix, .neuronMatrix: .matrix(Matrix(rows: 2, columns: 2))
    }
  }
}
