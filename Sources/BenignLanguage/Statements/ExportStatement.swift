// SPDX-License-Identifier: Apache-2.0

import BenignCore

extension Command {
  static let export = Command(
    name: "export", usage: "export experiment FILE, export trajectory FILE, export TABLE FILE",
    summary: """
      Writes the experiment with all its numbers as JSON, the recorded rows of its runs as CSV, or a \
      table: a row for each repeat as CSV or JSON, or means with their errors as a LaTeX table, by the \
      file's ending.
      """,
    example: "export experiment \"first.json\"", arguments: .nameAndFile(.exportable), keys: [],
    effect: .changes
  ) { (invocation, session) throws(Diagnostic) in
    guard let what = invocation.name, let argument = invocation.expressions.first else {
      throw Diagnostic(
        .invalidArgument, "export needs to know what, and a file.", at: invocation.range,
        expected: "export experiment FILE, export trajectory FILE, or export TABLE FILE",
        suggestion: "export experiment \"first.json\"")
    }
    let path = try invocation.path(argument, session)
    do {
      switch what.text {
      case Registry.experimentWord: try invocation.exportExperiment(session, to: path)
      case Registry.trajectoryWord: try invocation.exportTrajectory(session, to: path)
      default:
        guard let table = session.table(what.text) else {
          throw Command.nothingToExport(what, in: session)
        }
        try invocation.exportTable(table, to: path)
      }
    } catch let diagnostic as Diagnostic {
      throw diagnostic.located(at: diagnostic.kind == .file ? argument.range : invocation.range)
    } catch {
      throw Diagnostic(.file, "\(PlainText.quoted(path)): \(error)", at: argument.range)
    }
  }

  private static func nothingToExport(_ what: Identifier, in session: Session) -> Diagnostic {
    let names = Registry.exportableWords + session.tables.map(\.name)
    let isExperiment = session.experiments[what.text] != nil
    return Diagnostic(
      .unknownName, "\(what.text) cannot be exported.", at: what.range,
      expected: "experiment, trajectory, or a table",
      suggestion: isExperiment
        ? "use \(what.text), and then export experiment"
        : Spelling.nearest(to: what.text, among: names))
  }
}

extension Invocation {
  fileprivate func exportExperiment(_ session: Session, to path: String) throws {
    _ = try form(ExperimentFile.self, of: path)
    let experiment = session.experiment
    let exported = try environment.abandonably { _ throws(Diagnostic) in
      do throws(CoreError) {
        return try ExportedExperiment(experiment)
      } catch {
        throw Diagnostic(error)
      }
    }
    try exported.write(to: path, stop: environment.stop)
    let place = "at t = \(NumberText(experiment.step)): \(PlainText.printable(path))"
    say("experiment \(session.current) \(place)")
  }

  fileprivate func exportTrajectory(_ session: Session, to path: String) throws {
    _ = try form(TrajectoryFile.self, of: path)
    let trajectory = session.experiment.trajectory
    guard trajectory.count > 0 else {
      throw Diagnostic(
        .notReady, "Nothing is recorded yet: run something first.", at: range,
        expected: "run steps=1000")
    }
    let bytes = try environment.abandonably { _ in
      let rows = (0..<trajectory.count).map { row in
        trajectory.columns.map { NumberText($0[row]).description }
      }
      return CommaSeparated([trajectory.names] + rows).bytes
    }
    try TextFile.write(bytes, to: path, stop: environment.stop)
    say("trajectory of \(session.current), \(trajectory.count) rows: \(PlainText.printable(path))")
  }

  fileprivate func exportTable(_ table: SweepTable, to path: String) throws {
    let form = try form(ExportedTable.Form.self, of: path)
    let (bytes, rows, width) = try environment.abandonably { _ throws(Diagnostic) in
      let exported = ExportedTable(table)
      do {
        let width = form == .tex ? exported.paperTable.width : 0
        return (try exported.bytes(form), exported.rows.count, width)
      } catch {
        throw TextFile.failure(path, "\(error)")
      }
    }
    try TextFile.write(bytes, to: path, stop: environment.stop)
    let missing = table.cells.count * table.repeats - rows
    let rest = missing > 0 ? " (\(missing) are missing)" : ""
    say("\(table.name), \(rows) rows\(rest): \(PlainText.printable(path))")
    if let excess = TeXPage.excess(width) {
      warn("the table \(excess): set it in \\small, or in a table* over two columns.")
    }
  }

  /// The form that the ending of the path names, which the statement must.
  private func form<Form: FileForm>(_ type: Form.Type, of path: String) throws(Diagnostic) -> Form {
    do throws(Diagnostic) {
      return try Form(path: path)
    } catch {
      throw error.located(at: expressions.first?.range ?? range)
    }
  }
}
