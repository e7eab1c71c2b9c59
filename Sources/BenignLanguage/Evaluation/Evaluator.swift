// SPDX-License-Identifier: Apache-2.0

import BenignCore

/// Evaluates expressions at once, on the current experiment of a session.
struct Evaluator {
  let environment: Environment

  func value(of expression: Expression, in scope: Scope) throws(Diagnostic) -> Value {
    if let literal = expression.literal { return literal }
    let plan = try scope.plan(expression)
    if case .constant(let value) = plan.node { return value }
    let experiment = scope.session.experiment
    guard plan.mayBeLong(on: experiment) else {
      return try Evaluation(source: experiment, work: Work(stop: environment.stop))
        .value(plan)
    }
    return try environment.abandonably { environment throws(Diagnostic) in
      try Evaluation(source: experiment, work: Work(stop: environment.stop))
        .value(plan)
    }
  }

  /// A word of the key written bare is that word, whatever variables exist.
  func value(of expression: Expression, for key: Key, in scope: Scope) throws(Diagnostic) -> Value {
    guard case .name(let name) = expression.node else {
      return try computed(expression, for: key, in: scope)
    }
    if case .name = key.kind { return .text(name) }
    if key.words.contains(name) { return .text(name) }
    do {
      return try value(of: expression, in: scope)
    } catch {
      guard error.kind == .unknownName else { throw error }
      if key.takesString {
        throw Diagnostic(
          .invalidArgument, "\(key.name) cannot be \(name), which nothing is named.",
          at: expression.range, expected: "\(key.name): \(key.typeText)",
          suggestion: "\(key.name)=\"\(name)\"")
      }
      guard !key.words.isEmpty else { throw error }
      throw Diagnostic(
        .invalidArgument, "\(key.name) cannot be \(name).", at: expression.range,
        expected: "\(key.name): \(key.typeText)",
        suggestion: key.word(insteadOf: name))
    }
  }

  /// A file's name without its quotes looks like a member.
  private func computed(
    _ expression: Expression, for key: Key, in scope: Scope
  ) throws(Diagnostic) -> Value {
    do {
      return try value(of: expression, in: scope)
    } catch {
      guard error.kind == .unknownName, key.takesString, expression.isPlainName else { throw error }
      let text = SyntaxText(expression).description
      throw Diagnostic(
        .invalidArgument, "\(key.name) cannot be \(text), which nothing is named.",
        at: expression.range, expected: "\(key.name): \(key.typeText)",
        suggestion: "\(key.name)=\"\(text)\"")
    }
  }
}

extension Expression {
  /// The same without quotes, of a string that is a quantity or a setting.
  var unquoted: String? {
    guard case .text(let text) = node else { return nil }
    guard Quantity.named(text) != nil || Setting.named(text) != nil else { return nil }
    return "\(text), without quotes"
  }

  /// Its value, where nothing has to be looked up or computed.
  var literal: Value? {
    switch node {
    case .number(let number): .number(number)
    case .text(let text): .text(text)
    case .boolean(let boolean): .boolean(boolean)
    default: nil
    }
  }
}
