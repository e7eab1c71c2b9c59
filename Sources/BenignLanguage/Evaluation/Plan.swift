// SPDX-License-Identifier: Apache-2.0

import BenignCore

/// An expression whose names are resolved: what is left to do on a state or on a row.
///
/// It is made once when a statement starts; runs evaluate it at every step without looking a name up.
struct Plan: Sendable {
  let node: Node
  /// Where it stands in the cell.
  let range: Range<Int>

  indirect enum Node: Sendable {
    case constant(Value)
    /// Of the state that is asked.
    case quantity(Quantity)
    /// Of another experiment, which stands still meanwhile.
    case foreign(Quantity, of: Experiment)
    /// Of the row that is asked, by its index.
    case column(Int)
    case list([Plan])
    case call(Function, [Plan])
    case index(Plan, [Plan])
    case negated(Plan)
    case affirmed(Plan)
    case chain(first: Plan, rest: [Link])
    case power(Plan, Plan)
    case range(Plan, Plan)
    case relation(Plan, Expression.Relation, Plan)
    case not(Plan)
    case all([Plan])
    case any([Plan])
  }

  struct Link: Sendable {
    let operation: Arithmetic.Operator
    let operand: Plan
  }
}

extension Plan {
  /// What its value depends on beyond constants.
  func forEachQuantity(_ body: (Quantity) -> Void) {
    if case .quantity(let quantity) = node { body(quantity) }
    for part in parts { part.forEachQuantity(body) }
  }

  var quantities: Set<Quantity> {
    var found: Set<Quantity> = []
    forEachQuantity { found.insert($0) }
    return found
  }

  /// Whether it is `None`, written as such.
  var isNone: Bool {
    if case .constant(.none) = node { true } else { false }
  }

  /// Whether it has to be evaluated on rows.
  var usesColumns: Bool {
    if case .column = node { return true }
    return parts.contains(where: \.usesColumns)
  }

  /// The columns of the rows that it looks at.
  var columns: Set<Int> {
    var found = parts.reduce(into: Set<Int>()) { $0.formUnion($1.columns) }
    if case .column(let index) = node { found.insert(index) }
    return found
  }

  /// Whether it is the same on every state and every row.
  var isConstant: Bool {
    switch node {
    case .quantity, .foreign, .column: false
    default: parts.allSatisfy(\.isConstant)
    }
  }

  var parts: [Plan] {
    switch node {
    case .constant, .quantity, .foreign, .column: []
    case .list(let parts), .call(_, let parts), .all(let parts), .any(let parts): parts
    case .index(let base, let indices): [base] + indices
    case .negated(let part), .affirmed(let part), .not(let part): [part]
    case .chain(let first, let rest): [first] + rest.map(\.operand)
    case .power(let a, let b), .range(let a, let b), .relation(let a, _, let b): [a, b]
    }
  }
}
