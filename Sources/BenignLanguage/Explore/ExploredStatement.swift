// SPDX-License-Identifier: Apache-2.0

import BenignCharts
import BenignCore
import Concurrency

/// An `explore` statement on the session as it was: what its controls are, and which cell of a sweep each of their places is.
struct ExploredStatement: Sendable {
  /// More nobody moves.
  private static let mostControls = 12

  private let call: CommandCall
  private let range: Range<Int>
  private let later: [String: Expression]
  let session: Session
  let controls: [Exploration.Control]
  /// The entries of each control that is a menu, by its key.
  private let entries: [String: [ChoiceReader.Choice]]

  /// - Throws: InvalidArgument where nothing can be moved, and what is said against keys of a sweep.
  init(_ invocation: Invocation, in session: Session) throws(Diagnostic) {
    (call, range, later) = (invocation.call, invocation.range, invocation.later)
    self.session = Session(session.workspace, tables: session.tables)
    let grid = try SweepGrid(invocation, in: session)
    guard (1...Self.mostControls).contains(grid.keys.count) else {
      throw Self.refusal(of: grid.keys.count, at: invocation.range)
    }
    var controls: [Exploration.Control] = []
    var entries: [String: [ChoiceReader.Choice]] = [:]
    for (place, name) in grid.keys.enumerated() {
      let choices = grid.choices(of: place)
      if let slider = try Self.slider(name, choices, invocation, session) {
        controls.append(slider)
      } else {
        entries[name] = choices
        controls.append(.init(name, .menu(choices.map(Self.word)), start: 0))
      }
    }
    (self.controls, self.entries) = (controls, entries)
  }

  private static func refusal(of count: Int, at range: Range<Int>) -> Diagnostic {
    let message =
      count == 0
      ? "explore has nothing to move: every key has one value."
      : "explore can have \(mostControls) sliders and menus, and these are \(count)."
    return Diagnostic(
      .invalidArgument, message, at: range, expected: "KEY=[low, high], or a list of words",
      suggestion: Command.explore.example)
  }

  /// - Returns: `nil` of what is no pair of numbers.
  private static func slider(
    _ name: String, _ choices: [ChoiceReader.Choice], _ invocation: Invocation, _ session: Session
  ) throws(Diagnostic) -> Exploration.Control? {
    guard choices.count == 2, case .number(let low) = choices[0].value,
      case .number(let high) = choices[1].value
    else { return nil }
    guard low < high, low.isFinite, high.isFinite else {
      throw Diagnostic(
        .invalidArgument, "\(name) has no range: low is not below high.",
        at: invocation.range(of: name), expected: "KEY=[low, high]",
        suggestion: "\(name)=[\(NumberText(high)), \(NumberText(low))]")
    }
    let range = low...high
    let isLogarithmic = low > 0 && high >= 10 * low
    let isWhole = invocation.call.command?.key(name)?.kind.isWhole ?? false
    let middle = isLogarithmic ? low.squareRoot() * high.squareRoot() : low / 2 + high / 2
    let present = Setting.named(name).flatMap { try? $0.value(in: session.experiment) }?.asNumber
    let kind = Exploration.Control.Kind.range(
      range, isLogarithmic: isLogarithmic, isWhole: isWhole)
    let start = present.flatMap { range.contains($0) ? $0 : nil } ?? middle
    let settled = Exploration.Control(name, kind, start: start).settled(start)
    return Exploration.Control(name, kind, start: settled ?? low)
  }

  private static func word(_ choice: ChoiceReader.Choice) -> String {
    if case .text(let text) = choice.value { return PlainText.printable(text) }
    return ValueText(choice.value).bare
  }

  /// The exploration, and what is seen where it begins.
  ///
  /// - Throws: what is wrong with the setting, but for a run that diverges there or takes too much.
  func opened(stop: StopSignal) throws(Diagnostic) -> (Exploration, Exploration.View) {
    let start = controls.map(\.start)
    let view: Exploration.View
    do throws(Diagnostic) {
      view = try self.view(at: start, stop: stop)
    } catch {
      guard error.kind == .diverged || error.kind == .resourceLimit else { throw error }
      view = self.view(of: error, at: start)
    }
    let exploration = Exploration(
      controls, of: session.current,
      look: { place, stop in
        do throws(Diagnostic) {
          return try self.view(at: place, stop: stop)
        } catch {
          return self.view(of: error, at: place)
        }
      },
      write: { place in
        try? self.setting(at: place, self.invocation(.never)).joined(separator: "\n")
      })
    return (exploration, view)
  }

  /// The statement in an environment that publishes nothing.
  private func invocation(_ stop: StopSignal) -> Invocation {
    Invocation(
      call: call, range: range, environment: Environment(stop: stop, emit: { _ in }),
      settings: [:], later: later)
  }

  /// "mu = 4, kind = student"
  private func words(at place: [Double]) -> String {
    zip(controls, place).map { "\($0.name) = \($0.text(at: $1))" }.joined(separator: ", ")
  }

  /// The statements that lead from nothing, or from a data set, to the setting at a place.
  private func setting(
    at place: [Double], _ invocation: Invocation
  ) throws(Diagnostic) -> [String] {
    var chosen: [String: ChoiceReader.Choice] = [:]
    for (control, place) in zip(controls, place) {
      chosen[control.name] =
        entries[control.name]?[Int(saturating: place)] ?? .init(value: .number(place))
    }
    let grid = try SweepGrid(invocation, in: session, chosen: chosen)
    let reader = CellReader(
      invocation: invocation, experiment: session.experiment, repeats: 1, variables: [])
    guard let cell = try reader.cells(of: grid).first else { return [] }
    return cell.statements(besides: session.experiment, given: call.pairs.map(\.key.text))
  }
}

extension ExploredStatement {
  /// The view at a place, found in a session of its own.
  fileprivate func view(
    at place: [Double], stop: StopSignal
  ) throws(Diagnostic) -> Exploration.View {
    let setting = try setting(at: place, invocation(stop))
    var scratch = session
    if scratch.experiment.dataset == nil { scratch.experiment = Experiment() }
    let seen = Seen()
    let environment = Environment(stop: stop, emit: seen.take)
    do throws(Diagnostic) {
      for statement in try Parser.statements(of: SourceText(setting.joined(separator: "\n"))) {
        try scratch.perform(statement, in: environment)
      }
    } catch {
      // It speaks of a statement that nobody has written.
      var unplaced = error
      unplaced.range = range
      throw unplaced
    }
    try draw(&scratch, environment)
    let numbers = try numbers(scratch, environment)
    return Exploration.View(
      setting: words(at: place), figure: seen.figure, numbers: numbers, remarks: seen.warnings)
  }

  fileprivate func view(of failure: Diagnostic, at place: [Double]) -> Exploration.View {
    let hint = failure.suggestion.map { "Perhaps: \($0)" }
    return Exploration.View(
      setting: words(at: place), figure: nil, numbers: nil,
      remarks: ["\(failure.kind.rawValue): \(failure.message)"] + (hint.map { [$0] } ?? []))
  }

  private func draw(
    _ scratch: inout Session, _ environment: Environment
  ) throws(Diagnostic) {
    let usual = Expression(node: .name(Quantity.misalignment.name), range: range)
    // Without training, numbers may be all that is asked for.
    let isTrained = scratch.experiment.trajectory.count > 0 || later[Key.showName] == nil
    guard let drawn = later[Key.plotName] ?? (isTrained ? usual : nil) else { return }
    if case .none = drawn.node { return }
    let plot = CommandCall(
      name: Identifier(text: Command.plot.name, range: drawn.range),
      arguments: .expressions(drawn.elements ?? [drawn]), pairs: [])
    try scratch.perform(
      Statement(kind: .command(plot), range: drawn.range), in: environment)
  }

  private func numbers(
    _ scratch: Session, _ environment: Environment
  ) throws(Diagnostic) -> Grid? {
    guard let shown = later[Key.showName] else { return nil }
    if case .none = shown.node { return nil }
    let rows = try (shown.elements ?? [shown]).map { (expression) throws(Diagnostic) in
      try row(of: expression, scratch, environment)
    }
    return Grid(columns: [.init("shown"), .init("value", .trailing), .init("")], rows: rows)
  }

  /// A quantity with its interval, or with the reason why it has no value; of an expression the value.
  private func row(
    of expression: Expression, _ scratch: Session, _ environment: Environment
  ) throws(Diagnostic) -> [String] {
    if let quantity = expression.quantity, case .name(let name) = expression.node,
      scratch.variables[name] == nil, !quantity.isArray
    {
      do {
        let answer = try scratch.experiment.answer(to: quantity, stop: environment.stop)
        let fact = Report.Fact(quantity, answer)
        return [fact.name, fact.text, fact.interval.map { "\($0) (95 %)" } ?? fact.gap ?? ""]
      } catch {
        throw Diagnostic(error).located(at: expression.range)
      }
    }
    let value = try Evaluator(environment: environment).value(of: expression, in: Scope(scratch))
    return [SyntaxText(expression).description, text(of: value), ""]
  }
}

private func text(of value: Value) -> String {
  if case .number(let number) = value { return ShortNumber(number).description }
  return ValueText(value).display()
}

/// Collects the outputs that the statements of a setting publish.
///
/// A class because an environment keeps the function that it is given; it never leaves the thread that looks.
private final class Seen {
  private(set) var figure: Figure?
  private(set) var warnings: [String] = []

  func take(_ event: Event) {
    switch event {
    case .figure(let figure): self.figure = figure
    case .warning(let text): warnings.append(text.hasSuffix("\n") ? String(text.dropLast()) : text)
    case .output, .value, .report, .growing, .exploration, .progress, .page, .again, .clear: break
    }
  }
}
