// SPDX-License-Identifier: Apache-2.0

import BenignCore

/// A sweep at work: what is known is taken over, the rest is computed and kept run by run.
struct Sweep {
  private(set) var table: SweepTable
  private let plan: SweepPlan
  private let queue: SweepQueue
  private let environment: Environment
  private let session: Session
  private let archive: SweepArchive
  private var done = 0

  /// - Throws: Interrupted, with nothing computed.
  init(_ plan: SweepPlan, in session: Session, _ environment: Environment) throws(Diagnostic) {
    self.plan = plan
    self.environment = environment
    self.session = session
    var table = plan.table
    let wanted = Set(table.cells.map(\.definition))
    for known in session.tables {
      try environment.proceed()
      table.fill(
        from: known.numbers(where: wanted.contains), at: table.places { $1 == .missing })
    }
    archive = SweepArchive(environment.store)
    archive.fill(&table, shouldStop: environment.shouldStop)
    self.table = table
    queue = try SweepQueue(plan, for: table, in: environment)
  }

  /// - Returns: whether all of it is done; if not, it was interrupted.
  mutating func run() -> Bool {
    let items = queue.items
    guard !items.isEmpty else { return true }
    let cells = plan.cells
    let measures = plan.measures.measures.map(\.expression)
    let samples = SweepSamples(sizes: queue.groups, threads: plan.threadsPerRun)
    let work = IndependentWork(count: items.count, workers: plan.workers) { index, shouldStop in
      let (place, group) = (items[index].place, items[index].group)
      let cell = cells[place.cell].repeated(place.number)
      return SweepRun(cell: cell, group: group, measures: measures)
        .result(with: samples, shouldStop: shouldStop)
    }
    let observer = SweepObserver(
      known: table.cells.count * table.repeats - items.count, runs: items.count, environment)
    environment.publish(publication)
    work.run(shouldStop: environment.shouldStop) { results in
      for (index, result) in results {
        archive.record(result, at: items[index].place, of: table)
        table.set(result, at: queue.places(of: items[index]))
      }
      done += results.count
      observer.observe(done: done) { publication }
    }
    observer.finish(done: done)
    return done == items.count
  }

  /// The session as others may see it meanwhile.
  private var publication: Session {
    var session = session
    session.put(table)
    return session
  }

  /// Why what was found does not outlast the process; `nil` where it does, or was not to.
  var warning: String? { archive.warning }

  func interruption(at range: Range<Int>) -> Diagnostic {
    let total = table.cells.count * table.repeats
    let finished = table.places { $1 != .missing }.count
    return Diagnostic(
      .interrupted,
      "Stopped with \(finished) of \(total) runs; the same sweep again makes the rest.", at: range)
  }
}
