// SPDX-License-Identifier: Apache-2.0

import BenignCore

extension Command {
  static let sweep = Command(
    name: "sweep", usage: "sweep NAME key=… measure=…",
    summary: """
      Trains every combination of the listed keys from t = 0: a list sweeps, a value fixes, an \
      expression may use earlier keys; what is not listed is as in the current experiment, which \
      stays as it is. Cells are numbered in the order written, the last key fastest. The same sweep \
      again, or a larger one, computes what is missing.
      """,
    example: "sweep grid n=[50, 100] p=20*n mu=[2, 8] steps=1e5 measure=test_error",
    arguments: .name(.table), keys: sweepKeys, effect: .changes
  ) { (invocation, session) throws(Diagnostic) in
    try Sweep.perform(invocation, in: &session)
  }

  private static let sweepKeys =
    [
      Key(
        Key.measureName, .laterList("quantity or list of them, numbers or booleans"),
        default: "required",
        "what is measured after training; without training only what does not change with t")
    ] + cellKeys

  /// The keys that say which cells there are, and how each is trained.
  static let cellKeys =
    [
      Key(
        "repeat", .perCell(.whole(Interval(1, 1e6, "1 … 10⁶")), sweeps: false), default: "1",
        "runs of each cell; repeat r (from 0) adds r to both seeds"),
      Key(
        "workers", .perCell(.whole(Interval(1, 0x1p53, "≥ 1")), sweeps: false),
        default: "all cores", "runs at the same time; the digits do not depend on it"),
      .estimate, .fresh, .zip, .seeds,
    ] + seedKeys + [
      Key("title", .perCell(.string, sweeps: false), default: "none", Key.title.meaning)
    ] + borrowedKeys

  static let seedKeys = [
    sweptSeed(CellReader.seed, "both seeds"), sweptSeed(CellReader.mixtureSeed, "of the data"),
    sweptSeed(CellReader.networkSeed, "of W(0)"),
  ]

  static let borrowedKeys = borrowed(from: [.mixture, .network, .run, .flow])

  private static func sweptSeed(_ name: String, _ meaning: String) -> Key {
    let seed = Key.seed(meaning)
    return Key(name, .perCell(seed.kind, sweeps: true), default: "the experiment's", meaning)
  }

  /// Each key once, of the first command that has it; no seed, no title, and nothing that only a recorded run has.
  private static func borrowed(from commands: [Command]) -> [Key] {
    var names: Set<String> = [CellReader.seed, Key.title.name, "record"]
    return commands.flatMap(\.keys).filter { names.insert($0.name).inserted }.map(\.swept)
  }
}

extension Key {
  static let estimate = Key(
    "estimate", .perCell(.boolean, sweeps: false), default: "false",
    "only says how many runs there are, how many are in the store, and how long the rest takes, from a few that are timed"
  )
  static let fresh = Key(
    "fresh", .perCell(.boolean, sweeps: false), default: "false",
    "computes also what is in the store, and says whether a digit differs")
}

extension Sweep {
  /// Fills the table that a statement defines, and shows it.
  static func perform(_ invocation: Invocation, in session: inout Session) throws(Diagnostic) {
    var sweep = try Sweep(invocation, in: session)
    if let damage = sweep.trouble.damage { invocation.warn(damage) }
    if let foreignness = sweep.trouble.foreignness { invocation.warn(foreignness) }
    if sweep.isEstimate { return try sweep.estimate(for: invocation, in: session) }
    let isComplete = invocation.environment.division == .known ? true : sweep.run()
    if sweep.isShare {
      // A table that others have a part of is no table yet.
      if sweep.table.missingRuns == 0 { session.put(sweep.table) }
    } else {
      session.put(sweep.table)
    }
    invocation.warnOfStore()
    guard isComplete else { throw sweep.interruption(at: invocation.range) }
    let loss = sweep.trouble.loss
    if sweep.isShare {
      // A part that is not kept is none.
      if let loss { throw Diagnostic(.file, loss, at: invocation.range) }
      return invocation.environment.told(.share(sweep.shareOutcome))
    }
    if let loss { invocation.warn(loss) }
    let report = try invocation.report(sweep, in: session)
    invocation.warnOfFailures(sweep.table)
    invocation.warn(of: sweep)
    try invocation.environment.show(report)
  }
}

extension Invocation {
  /// Smaller tables are shown sooner than a thread begins.
  private static let leastLong = 200

  fileprivate func report(_ sweep: Sweep, in session: Session) throws(Diagnostic) -> Report {
    let table = sweep.table
    let heading = session.heading("table", title: sweep.title)
    let origin = sweep.origin
    guard table.cells.count >= Self.leastLong else { return Report(heading, table, from: origin) }
    do throws(Diagnostic) {
      return try environment.abandonably { _ in Report(heading, table, from: origin) }
    } catch {
      throw Diagnostic(
        .interrupted, "All runs are done; `show \(table.name)` shows the table.", at: range)
    }
  }

  /// Warns of digits that are others than they were.
  fileprivate func warn(of sweep: Sweep) {
    if let difference = sweep.origin.difference { warn(difference) }
  }

  /// Warns of runs that do not count, and says why; of those that could not be computed why the first could not.
  fileprivate func warnOfFailures(_ table: SweepTable) {
    for reason in SweepTable.Reason.told {
      table.sentence(of: reason, places: table.places(of: reason)).map(warn)
    }
    guard let cell = table.cells.first(where: { $0.failure != nil }), let reason = cell.failure
    else { return }
    let name = SweepTable.name(table.keys, cell.settings)
    let place = name.isEmpty ? "" : ", \(name)"
    let share = table.share(ofRuns: table.count(of: .failed).runs)
    warn("\(share) failed; the first\(place): \(reason)")
  }
}
