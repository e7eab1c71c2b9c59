// SPDX-License-Identifier: Apache-2.0

import BenignCore

extension Command {
  static let export = Command(
    name: "export", usage: "export experiment FILE, export trajectory FILE",
    summary: """
      Writes the experiment with all its numbers as JSON, or the recorded rows of its runs as CSV.
      """,
    example: "export experiment \"first.json\"", arguments: .nameAndFile(.exportable), keys: [],
    effect: .changes
  ) { (invocation, session) throws(Diagnostic) in
    guard let what = invocation.name, let argument = invocation.expressions.first else {
      throw Diagnostic(
        .invalidArgument, "export needs to know what, and a file.", at: invocation.range,
        expected: "export experiment FILE, or export trajectory FILE",
        suggestion: "export experiment \"first.json\"")
    }
    let path = try invocation.path(argument, session)
    do {
      switch what.text {
      case Registry.experimentWord: try invocation.exportExperiment(session, to: path)
      case Registry.trajectoryWord: try invocation.exportTrajectory(session, to: path)
      default: throw Command.nothingToExport(what)
      }
    } catch let diagnostic as Diagnostic {
      throw diagnostic.located(at: diagnostic.kind == .file ? argument.range : invocation.range)
    } catch {
      throw Diagnostic(.file, "\(PlainText.quoted(path)): \(error)", at: argument.range)
    }
  }

  private static func nothingToExport(_ what: Identifier) -> Diagnostic {
    Diagnostic(
      .unknownName, "\(what.text) cannot be exported.", at: what.range,
      expected: Registry.exportableWords.joined(separator: " or "),
      suggestion: Spelling.nearest(to: what.text, among: Registry.exportableWords))
  }
}

extension Invocation {
  fileprivate func exportExperiment(_ session: Session, to path: String) throws {
    let exported = try locating { () throws(CoreError) in
      try ExportedExperiment(session.experiment)
    }
    try TextFile.write(try exported.encoded(), to: path)
    say(
      "experiment \(session.current) at t = \(NumberText(exported.t)): \(PlainText.printable(path))"
    )
  }

  fileprivate func exportTrajectory(_ session: Session, to path: String) throws {
    let trajectory = session.experiment.trajectory
    guard trajectory.count > 0 else {
      throw Diagnostic(
        .notReady, "Nothing is recorded yet: run something first.", at: range,
        expected: "run steps=1000")
    }
    let rows = (0..<trajectory.count).map { row in
      trajectory.columns.map { NumberText($0[row]).description }
    }
    try TextFile.write(CommaSeparated([trajectory.names] + rows).bytes, to: path)
    say("trajectory of \(session.current), \(trajectory.count) rows: \(PlainText.printable(path))")
  }
}
