// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import BenignLanguage
import BenignStore
import Concurrency
import Glibc
import JupyterKernel

/// `benign sweep FILE`: the runs that a file's sweeps and boundaries define, in parts.
struct SweepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract: "Computes a share of the runs that a file's sweeps and boundaries define.",
    discussion: """
      `benign sweep FILE --shard 3/8 --out PART.sqlite` computes the third of eight shares; `benign merge` brings the parts \
      into the store, and the same statements in a notebook find them there. The same command again goes on where it \
      was stopped. Statements that show, write or delete something are passed over.
      It ends with 0, with 1 where the file or the part is wrong, with 3 where some runs could not be computed, and with \
      130 or 143 where SIGINT or SIGTERM has stopped it.
      """)

  @Argument(help: "A text file, whose name usually ends in .benign; - is standard input.")
  var file: String

  @Argument(help: "Variables that are set before the file runs.")
  var settings: [RunCommand.Setting] = []

  @Option(help: ArgumentHelp("Which share, from 1, of how many.", valueName: "I/K"))
  var shard: ShardNumber?

  @Option(
    help: ArgumentHelp(
      "The file of the part; one that is there is gone on with.", valueName: "PART"))
  var out: String?

  @Option(help: "Threads at most.")
  var workers: Int?

  @Option(help: "Of an estimate: into how many shares all goes; by default many for each worker.")
  var shards: Int?

  @Flag(
    help: "Times a few runs and says, as JSON, how long all take and into how many shares they go.")
  var estimate = false

  @Flag(
    help: "Computes nothing and shows, as JSON, the tables as far as their runs are in the store.")
  var known = false

  @Flag(help: "Says nothing on stderr but warnings and errors.")
  var quiet = false

  /// `I/K`, 1 ≤ I ≤ K.
  struct ShardNumber: ExpressibleByArgument {
    static let most = 1_000_000

    let index, count: Int

    init?(argument: String) {
      let parts = argument.split(separator: "/", omittingEmptySubsequences: false)
      guard parts.count == 2, let index = Int(parts[0]), let count = Int(parts[1]), index > 0,
        index <= count, count <= Self.most
      else { return nil }
      (self.index, self.count) = (index, count)
    }
  }

  func validate() throws {
    guard (shard != nil) == (out != nil) else {
      throw ValidationError("--shard I/K and --out PART go together")
    }
    guard [shard != nil, estimate, known].count(where: { $0 }) == 1 else {
      throw ValidationError("give one of --shard I/K with --out PART, --estimate, --known")
    }
    guard min(workers ?? 1, shards ?? 1) > 0, shards ?? 1 <= ShardNumber.most else {
      throw ValidationError("--workers and --shards need numbers from 1 to \(ShardNumber.most)")
    }
  }

  func run() throws {
    CommandSignals.prepare()
    let output = RunOutput(isJSON: known, isQuiet: true)
    let source = try output.source(of: file)
    CommandSignals.heed([SIGINT, SIGTERM])
    let log = SweepLog(isQuiet: quiet)
    if let shard, let out {
      try run(source, as: shard, out: out, log, output)
    } else if estimate {
      try run(source, output, Benign.makeStore(), .estimate, log.emit) { log.tell($0) }
      log.writeEstimate(workers: workers, shards: shards)
    } else {
      try run(source, output, Benign.makeStore(), .known, output.emit) { _ in }
    }
    guard output.isWhole() else { throw ExitCode.failure }
  }

  private func run(
    _ source: SourceText, as shard: ShardNumber, out: String, _ log: SweepLog, _ output: RunOutput
  ) throws {
    guard let share = Share(shard.index - 1, of: shard.count, workers: workers) else { return }
    let store = try part(out) { () throws(PartError) in
      try Store.beginPart(out, WorkDivision.head)
    }
    try run(source, output, store, .share(share), log.emit) { log.tell($0) }
    try part(out) { () throws(PartError) in try store.finishPart(out) }
    log.writeShares(of: shard, out: out)
    if log.failures > 0 { throw ExitCode(3) }
  }

  private func part<Result>(
    _ file: String, _ body: () throws(PartError) -> Result
  ) throws(StartError) -> Result {
    do throws(PartError) {
      return try body()
    } catch {
      throw StartError("\(error)")
    }
  }

  /// Runs the settings and the file as cells of one session.
  private func run(
    _ source: SourceText, _ output: RunOutput, _ store: Store?, _ division: WorkDivision,
    _ emit: @escaping (Event) -> Void, told: @escaping (DividedWork) -> Void
  ) throws {
    // Whoever started it for Python names itself, and its end is this one's.
    let parent = ParentWatch(claimed: getenv("JPY_PARENT_PID").map { String(cString: $0) })
    let signals = CommandSignals.stop
    let stop = StopSignal { signals.isRequested || parent?.isGone ?? false }
    var environment = Environment(stop: stop, emit: emit, store: store)
    environment.division = division
    environment.told = told
    var session = Session()
    for cell in settings.map({ SourceText($0.statement) }) + [source] {
      guard let diagnostic = session.run(cell, in: environment) else { continue }
      output.fail(diagnostic, in: cell)
      // Not `exit`: what was left behind still works, and must meet no destructors.
      if stop.isRequested { _exit(CommandSignals.status) }
      throw ExitCode.failure
    }
  }
}
