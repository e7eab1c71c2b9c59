// SPDX-License-Identifier: Apache-2.0

import BenignCore

extension Command {
  static let load = Command(
    name: "load", usage: "load [FILE]",
    summary: """
      Reads an exported experiment into the current one; nothing is recorded yet. Alone, in a kernel \
      that was started again: the session that it had before, in the place of this one.
      """,
    example: "load \"first.json\"", arguments: .file, keys: [], effect: .changes
  ) { (invocation, session) throws(Diagnostic) in
    guard !invocation.expressions.isEmpty else { return try invocation.loadSession(into: &session) }
    let path = try invocation.file(session)
    let experiment: Experiment
    do throws(Diagnostic) {
      experiment = try invocation.environment.abandonably { environment throws(Diagnostic) in
        try ExportedExperiment.read(path, stop: environment.stop)
          .experiment(stop: environment.stop)
      }
    } catch {
      let argument = invocation.expressions.first
      throw Command.refusal(error, of: path).located(at: argument?.range ?? invocation.range)
    }
    session.experiment = experiment
    let place = "t = \(NumberText(experiment.step)), from \(PlainText.printable(path))"
    invocation.say("\(session.current): \(place)")
    invocation.warnOfData(experiment)
  }

  /// What a file holds wrongly is the file's fault, not the statement's.
  private static func refusal(_ error: Diagnostic, of path: String) -> Diagnostic {
    guard error.kind == .invalidArgument else { return error }
    let reason = error.message.hasSuffix(".") ? String(error.message.dropLast()) : error.message
    return TextFile.failure(path, "the file is damaged: \(reason)")
  }
}
