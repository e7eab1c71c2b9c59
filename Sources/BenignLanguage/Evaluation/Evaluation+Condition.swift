// SPDX-License-Identifier: Apache-2.0

import BenignCore

/// A condition on a run: true, false, or without a value yet, as the misalignment of weights that are 0 is.
extension Evaluation {
  /// Whether the condition holds; `nil` where that depends on what has no value yet.
  /// - Throws: InvalidArgument for what is no condition, and for what will never have a value.
  func decision(_ plan: Plan) throws(Diagnostic) -> Bool? {
    if case .not(let operand) = plan.node { return try decision(operand).map { !$0 } }
    if case .all(let operands) = plan.node { return try decision(operands, settledBy: false) }
    if case .any(let operands) = plan.node { return try decision(operands, settledBy: true) }
    do {
      return try truth(plan)
    } catch {
      guard error.kind == .invalidArgument, try isAwaited(plan) else { throw error }
      return nil
    }
  }

  /// - Parameter settling: the truth value of an operand that decides alone.
  private func decision(
    _ operands: [Plan], settledBy settling: Bool
  ) throws(Diagnostic) -> Bool? {
    var isOpen = false
    for operand in operands {
      let decided = try decision(operand)
      if decided == settling { return settling }
      if decided == nil { isOpen = true }
    }
    return isOpen ? nil : !settling
  }

  /// A value to record: `None` where a comparison in it has a side without a value.
  func recordedValue(_ plan: Plan) throws(Diagnostic) -> Value {
    do {
      return try value(plan)
    } catch {
      guard error.kind == .invalidArgument, try comparesNone(plan) else { throw error }
      return .none
    }
  }

  private func comparesNone(_ plan: Plan) throws(Diagnostic) -> Bool {
    if case .relation(let left, _, let right) = plan.node {
      for quantity in left.quantities.union(right.quantities)
      where try ask(source, quantity) == .none { return true }
    }
    for part in plan.parts where try comparesNone(part) { return true }
    return false
  }

  /// Whether something in the plan has no value yet, but may have one later in the run.
  private func isAwaited(_ plan: Plan) throws(Diagnostic) -> Bool {
    for quantity in plan.quantities where quantity.changesInTime {
      guard try ask(source, quantity) == .none else { continue }
      if quantity.isAwaited { return true }
      // Weights that are 0 have no direction; after the first step they have one, or never.
      if try ask(source, .time) == .number(0) { return true }
    }
    return false
  }

  /// The side of each comparison in the condition on which the state is; what can be asked nowhere is on none.
  /// - Throws: Interrupted.
  func sides(_ plan: Plan) throws(Diagnostic) -> [StopCondition.Side] {
    switch plan.node {
    case .not, .all, .any:
      var sides: [StopCondition.Side] = []
      for part in plan.parts { sides += try self.sides(part) }
      return sides
    case .constant, .quantity, .foreign, .column, .list, .call, .index, .negated, .affirmed,
      .chain, .power, .range, .relation:
      do {
        return [try side(plan)]
      } catch {
        if error.kind == .interrupted { throw error }
        return [.nowhere]
      }
    }
  }

  private func side(_ plan: Plan) throws(Diagnostic) -> StopCondition.Side {
    guard case .relation(let left, _, let right) = plan.node,
      case .number(let a) = try value(left), case .number(let b) = try value(right)
    else { return try truth(plan) ? .above : .below }
    if a < b { return .below }
    if a > b { return .above }
    return a == b ? .equal : .nowhere
  }
}
