// SPDX-License-Identifier: Apache-2.0

import BenignCore

/// A command about to be performed: its keys are evaluated and within their ranges.
struct Invocation {
  let call: CommandCall
  /// Of the whole statement.
  let range: Range<Int>
  let environment: Environment
  /// Keys given, but for those that are evaluated later.
  private(set) var settings: [String: Value] = [:]
  /// Keys whose expressions are kept.
  private(set) var later: [String: Expression] = [:]

  /// - Throws: InvalidArgument for a value that its key refuses; UnknownName, NotReady from an expression.
  init(
    _ call: CommandCall, of command: Command, range: Range<Int>, session: Session,
    environment: Environment
  ) throws(Diagnostic) {
    self.call = call
    self.range = range
    self.environment = environment
    guard !call.pairs.isEmpty else { return }
    var scope = Scope(session)
    scope.prefersSettings = command.prefersSettings
    let evaluator = Evaluator(environment: environment)
    for pair in call.pairs {
      guard let key = command.key(pair.key.text) else { continue }
      if key.isKept {
        if case .none = pair.value.node { continue }
        later[key.name] = pair.value
        continue
      }
      scope.ownKey = key.name
      let value = try evaluator.value(of: pair.value, for: key, in: scope)
      // A key given None counts as not given.
      guard value != .none else { continue }
      do {
        let accepted = try key.accept(value)
        settings[key.name] = accepted
        scope.keys[key.name] = accepted
      } catch {
        var refusal = error.located(at: pair.value.range)
        if let pair = key.rounded(value, of: pair.value) { refusal.suggestion = pair }
        throw refusal
      }
    }
  }

  init(
    call: CommandCall, range: Range<Int>, environment: Environment, settings: [String: Value],
    later: [String: Expression]
  ) {
    self.call = call
    self.range = range
    self.environment = environment
    self.settings = settings
    self.later = later
  }

  // MARK: What was given

  var given: GivenSettings { GivenSettings(settings, of: self) }

  func number(_ key: String) -> Double? { given.number(key) }

  func text(_ key: String) -> String? { given.text(key) }

  func boolean(_ key: String) -> Bool? { given.boolean(key) }

  func pair(_ key: String) -> ClosedRange<Double>? { given.pair(key) }

  /// Where the value of a key stands, or the statement.
  func range(of key: String) -> Range<Int> {
    call.pairs.first { $0.key.text == key }?.value.range ?? range
  }

  /// The NAME among the arguments.
  var name: Identifier? {
    guard case .name(let name, _) = call.arguments else { return nil }
    return name
  }

  var expressions: [Expression] {
    switch call.arguments {
    case .none: []
    case .name(_, let expression): expression.map { [$0] } ?? []
    case .expressions(let expressions): expressions
    }
  }

  /// The values of the arguments.
  func values(in session: Session) throws(Diagnostic) -> [Value] {
    let scope = Scope(session)
    let evaluator = Evaluator(environment: environment)
    return try expressions.map { (expression) throws(Diagnostic) in
      try evaluator.value(of: expression, in: scope)
    }
  }
}
