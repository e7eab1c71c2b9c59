// SPDX-License-Identifier: Apache-2.0

import BenignCore

extension Invocation {
  /// That a key must be given.
  func missing(_ key: String) -> Diagnostic {
    let entry = call.command?.key(key)
    let example = call.command?.example
    return Diagnostic(
      .invalidArgument, "\(call.name.text) needs \(key) (\(entry?.meaning ?? "")).",
      at: call.name.range, expected: "\(key): \(entry?.typeText ?? "")",
      suggestion: example.flatMap { $0.contains(" \(key)=") ? $0 : nil } ?? "add \(key)=…")
  }

  /// Does what the core can refuse; a refused setting is located at its key.
  func locating<Result>(_ work: () throws(CoreError) -> Result) throws(Diagnostic) -> Result {
    do {
      return try work()
    } catch {
      throw diagnostic(error)
    }
  }

  func diagnostic(_ error: any Error) -> Diagnostic {
    switch error {
    case let diagnostic as Diagnostic: return diagnostic
    case CoreError.invalid(let key, let reason):
      return Diagnostic(
        .invalidArgument, "\(key) is refused: \(reason).", at: range(of: key),
        expected: call.command?.key(key).map { "\(key): \($0.typeText)" })
    case let error as CoreError:
      return Diagnostic(error).located(at: place(of: error))
    default: return Diagnostic(.invalidArgument, "\(error)", at: range)
    }
  }

  /// What is wrong with a file is the argument's that names it.
  private func place(of error: CoreError) -> Range<Int> {
    guard case .file = error else { return range }
    return expressions.last?.range ?? range
  }
}
