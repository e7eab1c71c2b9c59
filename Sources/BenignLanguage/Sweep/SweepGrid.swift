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
  private let reader: ChoiceReader
  private let zipped: ZippedKeys
  private let chosen: [String: ChoiceReader.Choice]
  private let path: [Int]?

  /// One combination.
  struct Point {
    /// Every key given, by its name.
    fileprivate(set) var settings: [String: Value] = [:]
    /// The values of the swept keys, in their order.
    fileprivate(set) var swept: [Value] = []
    /// The places of these among the values that each swept key offered.
    fileprivate(set) var path: [Int] = []
    fileprivate(set) var until: Expression?
    /// Once a key whose list goes together with others has a value.
    fileprivate var row: ZippedKeys.Row?
  }

  /// - Parameters:
  ///   - chosen: keys that have these values in place of the lists that stand behind them.
  ///   - path: of a point: it is made alone.
  /// - Throws: InvalidArgument for a value that a key does not take, ResourceLimit for too many cells; UnknownName and NotReady from expressions.
  init(
    _ invocation: Invocation, in session: Session, chosen: [String: ChoiceReader.Choice] = [:],
    path: [Int]? = nil
  ) throws(Diagnostic) {
    self.invocation = invocation
    (self.chosen, self.path) = (chosen, path)
    zipped = try ZippedKeys(invocation)
    reader = ChoiceReader(invocation, in: session, zipped)
    let freeVariables = invocation.call.freeVariables
    for pair in invocation.call.pairs {
      let name = pair.key.text
      let free = freeVariables.contains(name) ? Key.free(name) : nil
      guard let key = invocation.call.command?.key(name) ?? free, name != Key.whereName
      else { continue }
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

  /// The values that a swept key offers where the others have their first ones.
  func choices(of place: Int) -> [ChoiceReader.Choice] {
    points.filter { point in point.path.indices.allSatisfy { $0 == place || point.path[$0] == 0 } }
      .map { .init(value: $0.swept[place], expression: keys[place] == "until" ? $0.until : nil) }
  }

  private mutating func extend(by key: Key, _ expression: Expression) throws(Diagnostic) {
    let given = invocation.call.pairs.map(\.key.text)
    let isSame = expression.names.isDisjoint(with: given)
    var known: ChoiceReader.Choices?
    var next: [Point] = []
    for (index, point) in points.enumerated() {
      try invocation.environment.requireUninterrupted()
      let choices: ChoiceReader.Choices
      if let choice = chosen[key.name] {
        choices = .fixed(choice)
      } else if let known {
        choices = known
      } else {
        choices = try reader.choices(for: key, expression, in: point)
      }
      if isSame { known = choices }
      next += try extended(point, by: key, choices, isFirst: index == 0)
      try Self.check(cells: next.count, at: expression.range)
    }
    points = next
  }

  private mutating func extended(
    _ point: Point, by key: Key, _ choices: ChoiceReader.Choices, isFirst: Bool
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
      if let path {
        let place = path[point.path.count]
        guard place < next.count else { throw shortened(key) }
        next = [next[place]]
      }
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
    _ point: Point, by key: Key, _ list: [ChoiceReader.Choice]
  ) throws(Diagnostic) -> [Point] {
    let isZipped = zipped.contains(key)
    if isZipped, let row = point.row {
      try zipped.check(list.count, of: key, with: row, at: invocation.range(of: key.name))
      return [point.with(list[row.place], for: key.name, at: 0)]
    }
    return list.enumerated().map { place, choice in
      var next = point.with(choice, for: key.name, at: place)
      if isZipped { next.row = .init(place: place, first: key.name, count: list.count) }
      return next
    }
  }

  private func shortened(_ key: Key) -> Diagnostic {
    Diagnostic(
      .invalidArgument,
      "The list of \(key.name) has another length where \(chosen.keys.first ?? "the key") has another value.",
      at: invocation.range(of: key.name),
      expected: "a list that does not depend on what is searched")
  }

  static func check(cells: Int, at range: Range<Int>) throws(Diagnostic) {
    guard cells > mostCells else { return }
    throw Diagnostic(
      .resourceLimit, "A sweep can have \(mostCells) cells, and this one has more.", at: range)
  }
}

extension SweepGrid.Point {
  /// - Parameter place: of a swept key: which of its values it is.
  fileprivate func with(
    _ choice: ChoiceReader.Choice, for key: String, at place: Int? = nil
  ) -> Self {
    var point = self
    if let place {
      point.swept.append(choice.value)
      point.path.append(place)
    }
    if let expression = choice.expression {
      point.until = expression
    } else {
      point.settings[key] = choice.value
    }
    return point
  }
}
