// SPDX-License-Identifier: Apache-2.0

/// The cells of a sweep as its keys say them: every combination of the values of the keys that a list was given to.
///
/// Keys are evaluated in the order written, each of them in every combination of those before it.
struct SweepGrid {
  /// Cells beyond this are no table that anybody reads; runs beyond the other, no sweep that ends.
  static let mostCells = 100_000
  static let mostRuns = 1_000_000

  /// The keys that are swept.
  private(set) var keys: [String] = []
  private(set) var points = [Point()]
  private let invocation: Invocation
  private let session: Session
  private let freeVariables: Set<String>
  private let zipped: ZippedKeys

  /// One combination.
  struct Point {
    /// Every key given, by its name.
    fileprivate(set) var settings: [String: Value] = [:]
    /// The values of the swept keys, in their order.
    fileprivate(set) var swept: [Value] = []
    fileprivate(set) var until: Expression?
    /// Once a key whose list goes together with others has a value.
    fileprivate var row: ZippedKeys.Row?
  }

  /// - Throws: InvalidArgument for a value that a key does not take, ResourceLimit for too many cells; UnknownName and NotReady from expressions.
  init(_ invocation: Invocation, in session: Session) throws(Diagnostic) {
    self.invocation = invocation
    self.session = session
    freeVariables = invocation.call.freeVariables
    zipped = try ZippedKeys(invocation)
    for pair in invocation.call.pairs {
      let name = pair.key.text
      let free = freeVariables.contains(name) ? Key.free(name) : nil
      guard let key = Command.sweep.key(name) ?? free else { continue }
      if case .laterList = key.kind { continue }
      try extend(by: key, pair.value)
    }
  }

  /// The value of a key that must be the same in all cells.
  func shared(_ key: String) throws(Diagnostic) -> Value? {
    let value = points.first?.settings[key]
    guard points.allSatisfy({ $0.settings[key] == value }) else {
      throw Diagnostic(
        .invalidArgument, "\(key) cannot differ between the cells of a sweep.",
        at: invocation.range(of: key), expected: "one value")
    }
    return value
  }

  // MARK: Keys

  /// What a key may be in one combination.
  private enum Choices {
    case none
    case fixed(Choice)
    case swept([Choice])
  }

  fileprivate struct Choice {
    let value: Value
    /// Of a condition, which stays an expression.
    var expression: Expression?
  }

  private mutating func extend(by key: Key, _ expression: Expression) throws(Diagnostic) {
    let given = invocation.call.pairs.map(\.key.text)
    let isSame = expression.names.isDisjoint(with: given)
    var known: Choices?
    var next: [Point] = []
    for (index, point) in points.enumerated() {
      try invocation.environment.requireUninterrupted()
      let choices: Choices
      if let known {
        choices = known
      } else {
        choices = try self.choices(for: key, expression, in: point)
      }
      if isSame { known = choices }
      next += try extended(point, by: key, choices, isFirst: index == 0)
      try check(cells: next.count, at: expression.range)
    }
    points = next
  }

  private mutating func extended(
    _ point: Point, by key: Key, _ choices: Choices, isFirst: Bool
  ) throws(Diagnostic) -> [Point] {
    var isSwept = false
    var next: [Point] = []
    switch choices {
    case .none: next = [point]
    case .fixed(let choice): next = [point.with(choice, for: key.name)]
    case .swept(let list):
      isSwept = true
      if isFirst { keys.append(key.name) }
      next = try swept(point, by: key, list)
    }
    guard isSwept || !zipped.contains(key) else {
      throw zipped.refusal(of: key, at: invocation.range(of: key.name))
    }
    guard isSwept == keys.contains(key.name) else {
      throw Diagnostic(
        .invalidArgument, "\(key.name) is one value in some cells and a list in others.",
        at: invocation.range(of: key.name), expected: "a list in all cells, or in none")
    }
    return next
  }

  /// A combination for each element; with the one that goes together with what it has, where there is one.
  private func swept(
    _ point: Point, by key: Key, _ list: [Choice]
  ) throws(Diagnostic) -> [Point] {
    let isZipped = zipped.contains(key)
    if isZipped, let row = point.row {
      try zipped.check(list.count, of: key, with: row, at: invocation.range(of: key.name))
      return [point.with(list[row.place], for: key.name, isSwept: true)]
    }
    return list.enumerated().map { place, choice in
      var next = point.with(choice, for: key.name, isSwept: true)
      if isZipped { next.row = .init(place: place, first: key.name, count: list.count) }
      return next
    }
  }

  private func check(cells: Int, at range: Range<Int>) throws(Diagnostic) {
    guard cells > Self.mostCells else { return }
    throw Diagnostic(
      .resourceLimit, "A sweep can have \(Self.mostCells) cells, and this one has more.", at: range)
  }

  private func choices(
    for key: Key, _ expression: Expression, in point: Point
  ) throws(Diagnostic) -> Choices {
    if case .later = key.kind { return try conditions(key, expression, in: point) }
    var scope = scope()
    scope.keys = point.settings
    scope.ownKey = key.name
    let value = try value(of: expression, for: key, in: scope)
    if value == .none { return .none }
    if let accepted = key.kind.accepted(value) { return .fixed(Choice(value: accepted)) }
    guard key.sweeps, case .list(let list) = value else {
      throw refused(key, value, at: expression.range)
    }
    try check(key, list.elements.count)
    let elements = expression.elements
    let values = try list.elements.indices.map { (index) throws(Diagnostic) in
      let value = key.isRoundedInLists ? list.elements[index].rounded : list.elements[index]
      if let accepted = key.kind.accepted(value) { return accepted }
      var refusal = refused(key, value, at: elements.map { $0[index].range } ?? expression.range)
      if elements == nil, key.kind.accepted(value.rounded) != nil {
        refusal.suggestion = "\(key.name)=round(\(SyntaxText(expression)))"
      }
      throw refusal
    }
    let isDistinct = key.isRoundedInLists && !zipped.contains(key)
    return .swept((isDistinct ? values.distinct : values).map { Choice(value: $0) })
  }

  private func check(_ key: Key, _ count: Int) throws(Diagnostic) {
    guard count == 0 else {
      return try check(cells: count, at: invocation.range(of: key.name))
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
    _ key: Key, _ expression: Expression, in point: Point
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

extension SweepGrid.Point {
  fileprivate func with(
    _ choice: SweepGrid.Choice, for key: String, isSwept: Bool = false
  ) -> Self {
    var point = self
    if isSwept { point.swept.append(choice.value) }
    if let expression = choice.expression {
      point.until = expression
    } else {
      point.settings[key] = choice.value
    }
    return point
  }
}

extension Value {
  /// The nearest whole number; what is no number stays.
  fileprivate var rounded: Value {
    if case .number(let number) = self { .number(number.rounded(.toNearestOrEven)) } else { self }
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
