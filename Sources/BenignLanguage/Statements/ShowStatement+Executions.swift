// SPDX-License-Identifier: Apache-2.0

extension Invocation {
  /// Publishes what an execution has published, once more.
  func showAgain(_ value: Value, at range: Range<Int>) throws(Diagnostic) {
    guard case .number(let number) = value, let whole = number.wholeValue, whole != 0,
      whole.magnitude < 0x1p53
    else {
      throw Diagnostic(
        .invalidArgument, "show cannot show \(value.inSentence).", at: range,
        expected: "a table, or the number of an execution: 1, 2, …, or -1 for the one before",
        suggestion: "print …")
    }
    guard let executions = environment.executions, let words = executions.words else {
      throw Diagnostic(
        .notReady, "No outputs are kept here.", at: range, expected: "an execution before this one")
    }
    let execution = whole > 0 ? Int(saturating: whole) : executions.present + Int(saturating: whole)
    guard execution != executions.present, executions.kept().contains(execution) else {
      let isPast = execution < executions.present
      throw Diagnostic(
        .invalidArgument,
        isPast
          ? "The outputs of execution \(execution) are not kept."
          : "Execution \(execution) is still to come.",
        at: range, expected: "one of \(words)")
    }
    environment.emit(.again(execution))
  }
}
