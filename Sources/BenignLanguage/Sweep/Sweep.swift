// SPDX-License-Identifier: Apache-2.0

import BenignCore

/// A sweep at work: what is known is taken over, the rest is computed and kept run by run.
struct Sweep {
  private(set) var table: SweepTable
  private let plan: SweepPlan
  private let queue: SweepQueue
  private let environment: Environment
  private let session: Session
  private var done = 0

  init(_ plan: SweepPlan, in session: Session, _ environment: Environment) {
    self.plan = plan
    self.environment = environment
    self.session = session
    var table = plan.table
    let wanted = Set(table.cells.map(\.definition))
    for known in session.tables { table.fill(from: known.numbers(where: wanted.contains)) }
    self.table = table
    queue = SweepQueue(plan, for: table)
  }

  /// - Returns: whether all of it is done; if not, it was interrupted.
  mutating func run() -> Bool {
    guard !queue.runs.isEmpty else { return true }
    let runs = queue.runs
    let samples = SweepSamples(sizes: queue.groups, threads: plan.threadsPerRun)
    let work = IndependentWork(count: runs.count, workers: plan.workers) { index, shouldStop in
      runs[index].result(with: samples, shouldStop: shouldStop)
    }
    let observer = SweepObserver(
      total: table.cells.count * table.repeats, runs: runs.count, environment)
    environment.publish(publication)
    work.run(shouldStop: environment.shouldStop) { results in
      for (index, result) in results { table.set(result, at: queue.places[index]) }
      done += results.count
      observer.observe(
        done: done, cells: table.cells.count, missing: { table.missingCells }, { publication })
    }
    observer.finish(done: done, cells: table.cells.count, missing: table.missingCells)
    return done == runs.count
  }

  /// The session as others may see it meanwhile.
  private var publication: Session {
    var session = session
    session.put(table)
    return session
  }

  func interruption(at range: Range<Int>) -> Diagnostic {
    let cells = table.cells.count
    return Diagnostic(
      .interrupted,
      """
      Stopped with \(cells - table.missingCells) of \(cells) cells; the same sweep again computes \
      the rest.
      """, at: range)
  }
}
