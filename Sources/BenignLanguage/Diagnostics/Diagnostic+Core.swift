// SPDX-License-Identifier: Apache-2.0

import BenignCore
import Concurrency

extension Diagnostic {
  /// Of work that changes nothing before it is done.
  public static var interrupted: Diagnostic { Diagnostic(CoreError.interrupted) }

  /// That the next long computation will wait.
  private static var remainder: String {
    LeftBehind.all.isFull
      ? " Two that were interrupted have still to end; until then no other long one begins." : ""
  }

  /// What the core refused, in words.
  init(_ error: CoreError) {
    switch error {
    case .notReady(let missing):
      self.init(
        .notReady, missing.sentence, expected: missing.example)
    case .invalid(let key, let reason):
      self.init(.invalidArgument, "\(key): \(reason)")
    case .interrupted:
      self.init(.interrupted, "The computation was interrupted; nothing changed." + Self.remainder)
    case .resourceLimit(let reason):
      self.init(.resourceLimit, "\(reason.prefix(1).uppercased())\(reason.dropFirst()).")
    case .file(let path, let reason, let row, let column):
      let place = [row.map { "row \($0)" }, column.map { "column \($0)" }].compactMap { $0 }
      let comma = place.isEmpty ? "" : ", " + place.joined(separator: ", ")
      self.init(.file, "\(PlainText.quoted(path))\(comma): \(reason).")
    }
  }
}

extension CoreError.Missing {
  fileprivate var sentence: String {
    switch self {
    case .data: "Define a mixture or a data set first."
    case .mixture: "These data come from no mixture: define one first."
    case .network: "Define a network first."
    }
  }

  fileprivate var example: String {
    switch self {
    case .data: "mixture n=100 p=20_000 mu=8, or dataset \"file.csv\" label=\"name\""
    case .mixture: "mixture n=100 p=20_000 mu=8"
    case .network: "network m=64 gamma=0.2"
    }
  }
}
