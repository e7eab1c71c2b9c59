// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import BenignLanguage
import BenignStore
import Concurrency
import Glibc

/// `benign merge PART…`: brings the parts that `benign sweep --shard` has made into the store.
struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Brings parts that `benign sweep --shard` has made into the store.",
    discussion: """
      A part is taken as a whole or not at all. What the store has stays, so that merging twice changes nothing; several \
      merges may run at once. It ends with 0, or with 1 where some part was not taken.
      """)

  @Argument(help: ArgumentHelp("Files of parts.", valueName: "PART"))
  var parts: [String]

  @Flag(
    help:
      "Takes also what another version, build or kind of processor has computed; each such number is kept with its origin."
  )
  var mixed = false

  /// A merge waits longer than a cell: others write in portions.
  private static let patience: Int32 = 120_000

  func validate() throws {
    guard !parts.isEmpty else { throw ValidationError("give the files of one or more parts") }
  }

  func run() throws {
    CommandSignals.prepare()
    CommandSignals.heed([SIGINT, SIGTERM])
    guard let folder = Store.folder() else {
      throw StartError("there is no store: BENIGN_DATA is empty, or there is no home")
    }
    let store = Store(folder: folder, patience: Self.patience)
    var isWhole = true
    for part in parts {
      do throws(PartError) {
        let merged = try store.merge(
          part, WorkDivision.head, isMixed: mixed,
          isStopped: { CommandSignals.stop.isRequested })
        RunOutput.write("\(part): \(merged.words)\n", to: STDOUT_FILENO)
      } catch {
        if error.reason == .interrupted { _exit(CommandSignals.status) }
        isWhole = false
        let hint = error.isForeign ? "; --mixed takes it with each number's origin" : ""
        RunOutput.write("\(error)\(hint).\n", to: STDERR_FILENO)
      }
    }
    if let notice = store.takeNotice() {
      RunOutput.write("warning: \(notice).\n", to: STDERR_FILENO)
    }
    guard isWhole else { throw ExitCode.failure }
  }
}

extension PartError {
  fileprivate var isForeign: Bool { if case .foreign = reason { true } else { false } }
}

extension MergedPart {
  /// "1200 numbers, 1000 of them new"
  fileprivate var words: String {
    var parts = ["\(numbers) \(numbers == 1 ? "number" : "numbers"), \(new) of them new"]
    if different > 0 { parts.append("\(different) differ from the store's, which stay") }
    if dropped > 0 { parts.append("\(dropped) of the store's oldest went to make room") }
    return parts.joined(separator: "; ")
  }
}
