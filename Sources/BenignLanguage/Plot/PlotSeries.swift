// SPDX-License-Identifier: Apache-2.0

import BenignCore

/// One expression of a `plot` statement with the numbers that it stands for.
struct PlotSeries {
  enum Content {
    /// A number at each of the x; recorded ones begin where the run began.
    case curve(x: [Double], y: [Double], isRecorded: Bool)
    /// The same number everywhere.
    case level(Double)
    case vector([Double])
    case matrix(Matrix)
  }

  /// As it was written.
  let name: String
  /// What a picture calls it.
  let words: String
  let expression: Expression
  /// The quantity, if the expression is just that.
  let quantity: Quantity?
  /// The experiment whose run or state it is drawn from.
  let home: String
  /// The experiments that it is about; none for mere numbers.
  let subjects: Set<String>
  /// Whether it says itself whose it is.
  let namesExperiment: Bool
  let content: Content
}

/// Evaluates the expressions of a `plot` statement: on each recorded row, or on the present state.
struct PlotReader {
  let session: Session
  let environment: Environment
  /// The horizontal axis; `nil` for the clock.
  let x: Expression?
  /// What the horizontal axis shows where nothing is asked for.
  let clock: Quantity

  func series(_ expression: Expression) throws(Diagnostic) -> PlotSeries {
    let home = try home(of: expression)
    let content = try content(of: expression, home: home)
    let parts = [expression] + (x.map { [$0] } ?? [])
    return PlotSeries(
      name: SyntaxText(expression).description, words: PictureWords.name(expression),
      expression: expression, quantity: quantity(expression), home: home,
      subjects: parts.reduce(into: []) { $0.formUnion(subjects(of: $1, home: home)) },
      namesExperiment: !expression.experimentsNamed(in: session).isEmpty, content: content)
  }

  /// The experiments that an expression speaks of: bare names mean the one that it is drawn from.
  private func subjects(of expression: Expression, home: String) -> Set<String> {
    let own = Registry.quantityNames + Setting.all.map(\.name)
    let speaksOfHome = expression.names(anyOf: own.filter { session.variables[$0] == nil })
    return Set(expression.experimentsNamed(in: session) + (speaksOfHome ? [home] : []))
  }

  /// A variable's list, or a table's column, is no quantity of the current experiment, whatever its name is.
  private func quantity(_ expression: Expression) -> Quantity? {
    switch expression.node {
    case .name(let name): session.variables[name] == nil ? expression.quantity : nil
    case .member(let owner, _): session.experiments[owner] == nil ? nil : expression.quantity
    default: nil
    }
  }

  /// The experiment whose run an expression is drawn from: the one that it names, else the current.
  /// - Throws: InvalidArgument when it names several.
  private func home(of expression: Expression) throws(Diagnostic) -> String {
    let named = expression.experimentsNamed(in: session)
    guard let home = named.first else { return session.current }
    let speaksOfCurrent = home != session.current && expression.names(anyOf: Registry.quantityNames)
    guard Set(named).count == 1, !speaksOfCurrent else {
      throw Diagnostic(
        .invalidArgument, "One series comes from one experiment's run, and this names two.",
        at: expression.range, expected: "quantities of one experiment",
        suggestion: "a series for each, with a comma between")
    }
    return home
  }

  private func content(of expression: Expression, home: String) throws(Diagnostic)
    -> PlotSeries.Content
  {
    var homeSession = session
    homeSession.use(home)
    var scope = Scope(homeSession)
    let trajectory = homeSession.experiment.trajectory
    scope.columns = trajectory.names
    scope.rowsOwner = home
    let plan = try scope.plan(expression)
    let evaluation = Evaluation(
      source: homeSession.experiment, work: Work(stop: environment.stop))
    guard plan.usesColumns, !plan.quantities.contains(where: \.isArray) else {
      try refuseUnrecorded(plan, expression, scope)
      scope.columns = []
      return try self.content(try evaluation.value(try scope.plan(expression)), expression, scope)
    }
    try refuseUnrecorded(plan, expression, scope)
    let rows = RecordedRows(trajectory, evaluation)
    let xPlan = try scope.plan(x ?? Expression(node: .name(clock.name), range: 0..<0))
    return .curve(x: try rows.numbers(xPlan), y: try rows.numbers(plan), isRecorded: true)
  }

  /// A quantity of the moving state that no row holds has no past that could be drawn.
  private func refuseUnrecorded(_ plan: Plan, _ expression: Expression, _ scope: Scope)
    throws(Diagnostic)
  {
    let missing = plan.quantities.filter { $0.changesInTime && !$0.isArray }
    guard let quantity = missing.map(\.name).sorted().first else { return }
    guard scope.session.experiment.trajectory.count > 0 else {
      throw Diagnostic(
        .notReady, "Nothing is recorded yet: run something first.", at: expression.range,
        expected: "run steps=1000")
    }
    throw Diagnostic(
      .invalidArgument, "\(quantity) was not recorded, so its past cannot be drawn.",
      at: expression.range, expected: "a recorded quantity, or one that does not change with t",
      suggestion: "run … record=[\(quantity)]")
  }

  private func content(_ value: Value, _ expression: Expression, _ scope: Scope)
    throws(Diagnostic) -> PlotSeries.Content
  {
    if let number = value.asNumber { return .level(number) }
    guard case .list(let list) = value else { throw Self.refusal(of: value, expression) }
    if let rows = list.matrix { return .matrix(rows) }
    guard let numbers = list.numbers else { throw Self.refusal(of: value, expression) }
    guard let x else { return .vector(numbers) }
    let positions = try Evaluator(environment: environment).value(of: x, in: scope)
    guard case .list(let list) = positions, let x = list.numbers, x.count == numbers.count else {
      throw Diagnostic(
        .invalidArgument, "x does not pair with this list of \(numbers.count) numbers.",
        at: self.x?.range, expected: "a list of \(numbers.count) numbers")
    }
    return .curve(x: x, y: numbers, isRecorded: false)
  }

  private static func refusal(of value: Value, _ expression: Expression) -> Diagnostic {
    Diagnostic(
      .invalidArgument, "This cannot be drawn: it is \(value.kindName).", at: expression.range,
      expected: "numbers, a list of numbers, or a list of equally long lists")
  }
}

/// Evaluates plans on every row of a trajectory.
private struct RecordedRows {
  private let trajectory: Trajectory
  private var evaluation: Evaluation

  init(_ trajectory: Trajectory, _ evaluation: Evaluation) {
    self.trajectory = trajectory
    self.evaluation = evaluation
  }

  /// A row without a value is a gap.
  func numbers(_ plan: Plan) throws(Diagnostic) -> [Double] {
    var evaluation = evaluation
    return try (0..<trajectory.count).map { (row) throws(Diagnostic) in
      evaluation.row = trajectory.columns.map { .number($0[row]) }
      let value = try evaluation.value(plan)
      guard let number = value.numberOrGap else {
        throw Diagnostic(
          .invalidArgument, "This is \(value.kindName) on a recorded row, and not a number.",
          at: plan.range, expected: "a number")
      }
      return number
    }
  }
}

extension List {
  /// Rows of equal length, and not all of them empty.
  var matrix: Matrix? {
    var rows: [[Double]] = []
    for element in elements {
      guard case .list(let row) = element, let numbers = row.numbers else { return nil }
      rows.append(numbers)
    }
    guard let width = rows.first?.count, width > 0, rows.allSatisfy({ $0.count == width }) else {
      return nil
    }
    var matrix = Matrix(rows: rows.count, columns: width)
    for (i, row) in rows.enumerated() {
      for (j, number) in row.enumerated() { matrix[i, j] = number }
    }
    return matrix
  }
}

extension Expression {
  /// Names of experiments that stand before a point, in the order of the text.
  func experimentsNamed(in session: Session) -> [String] {
    var names: [String] = []
    if case .member(let owner, let name) = node, session.experiments[owner] != nil,
      Setting.named("\(owner).\(name)") == nil
    {
      names.append(owner)
    }
    return names + parts.flatMap { $0.experimentsNamed(in: session) }
  }

  /// Whether one of the names stands in it, alone.
  func names(anyOf wanted: [String]) -> Bool {
    if case .name(let name) = node, wanted.contains(name) { return true }
    return parts.contains { $0.names(anyOf: wanted) }
  }
}
