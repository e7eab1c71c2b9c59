// SPDX-License-Identifier: Apache-2.0

/// Reads what the keys of a sweep may be, each in one combination of those before it: nothing, one value, or a list of them.
struct ChoiceReader {
  private let invocation: Invocation
  private let session: Session
  private let freeVariables: Set<String>
  private let zipped: ZippedKeys

  /// What a key may be in one combination.
  enum Choices {
    case none
    case fixed(Choice)
    case swept([Choice])
  }

  struct Choice {
    let value: Value
    /// Of a condition, which stays an expression.
    var expression: Expression?
  }

  init(_ invocation: Invocation, in session: Session, _ zipped: ZippedKeys) {
    self.invocation = invocation
    self.session = session
    self.zipped = zipped
    freeVariables = invocation.call.freeVariables
  }

  /// - Throws: InvalidArgument for a value that the key does not take, and what its expression throws.
  func choices(
    for key: Key, _ expression: Expression, in point: SweepGrid.Point
  ) throws(Diagnostic) -> Choices {
    if case .later = key.kind { return try conditions(key, expression, in: point) }
    var scope = scope()
    scope.keys = point.settings
    scope.ownKey = key.name
    let value = try value(of: expression, for: key, in: scope)
    if value == .none { return .none }
    if let accepted = key.kind.accepted(value) { return .fixed(Choice(value: accepted)) }
    guard key.sweeps, case .list(let list) = value else {
      var refusal = refused(key, value, at: expression.range)
      if let pair = key.rounded(value, of: expression) { refusal.suggestion = pair }
      throw refusal
    }
    try check(key, list.elements.count)
    let elements = expression.elements
    let values = try list.elements.indices.map { (index) throws(Diagnostic) in
      let value = key.isRoundedInLists ? list.elements[index].rounded : list.elements[index]
      if let accepted = key.kind.accepted(value) { return accepted }
      var refusal = refused(key, value, at: elements.map { $0[index].range } ?? expression.range)
      if elements == nil, let pair = key.rounded(value, of: expression) {
        refusal.suggestion = pair
      }
      throw refusal
    }
    let isDistinct = key.isRoundedInLists && !zipped.contains(key)
    return .swept((isDistinct ? values.distinct : values).map { Choice(value: $0) })
  }

  private func check(_ key: Key, _ count: Int) throws(Diagnostic) {
    guard count == 0 else {
      return try SweepGrid.check(cells: count, at: invocation.range(of: key.name))
    }
    throw Diagnostic(
      .invalidArgument, "\(key.name) has nothing to sweep over: the list is empty.",
      at: invocation.range(of: key.name), expected: "\(key.name): \(key.typeText)")
  }

  private func refused(_ key: Key, _ value: Value, at range: Range<Int>) -> Diagnostic {
    do throws(Diagnostic) {
      _ = try key.accept(value)
      return Diagnostic(.invalidArgument, "\(key.name) is refused.", at: range)
    } catch {
      return error.located(at: range)
    }
  }

  /// What names mean in the keys: the cells' settings come before variables.
  private func scope() -> Scope {
    var scope = Scope(session)
    scope.prefersSettings = true
    return scope
  }

  /// A list that is written out may hold words.
  private func value(
    of expression: Expression, for key: Key, in scope: Scope
  ) throws(Diagnostic) -> Value {
    let evaluator = Evaluator(environment: invocation.environment)
    guard let elements = expression.elements else {
      return try evaluator.value(of: expression, for: key, in: scope)
    }
    return try .list(
      try elements.map { (element) throws(Diagnostic) in
        try evaluator.value(of: element, for: key, in: scope)
      })
  }

  /// Conditions are not values: several stand in a list that is written out, and a column tells them by their text.
  private func conditions(
    _ key: Key, _ expression: Expression, in point: SweepGrid.Point
  ) throws(Diagnostic) -> Choices {
    if case .none = expression.node { return .none }
    let evaluator = Evaluator(environment: invocation.environment)
    var scope = scope()
    scope.cellKeys = Set(invocation.call.pairs.map(\.key.text))
    scope.keys = point.settings.filter { freeVariables.contains($0.key) }
    let choice = { (expression: Expression) throws(Diagnostic) in
      Choice(
        value: .text(SyntaxText(expression).description),
        expression: try scope.closed(expression, by: evaluator))
    }
    guard let elements = expression.elements else { return .fixed(try choice(expression)) }
    try check(key, elements.count)
    return .swept(try elements.map { (element) throws(Diagnostic) in try choice(element) })
  }
}

extension [Value] {
  /// Each number once, where it stands first.
  fileprivate var distinct: [Value] {
    var known: Set<Double> = []
    return filter { value in value.asNumber.map { known.insert($0).inserted } ?? true }
  }
}

extension Expression {
  /// Of a list that is written out.
  var elements: [Expression]? {
    if case .list(let elements) = node { elements } else { nil }
  }
}
