// SPDX-License-Identifier: Apache-2.0

import BenignCharts
import BenignCore
import BenignStore
import Concurrency

/// A sweep at work: what is known is taken over, the rest is computed and kept run by run.
struct Sweep {
  private(set) var table: SweepTable
  let title: String?
  let plan: SweepPlan
  let queue: SweepQueue
  let archive: SweepArchive
  let environment: Environment
  private let session: Session
  private var done = 0
  /// What was known before, where nothing of it is taken over.
  private let before: SweepTable?

  /// What can be said of a sweep before anything is computed.
  private struct Preparation: Sendable {
    let plan: SweepPlan
    let table: SweepTable
    let before: SweepTable?
    let queue: SweepQueue
    /// Of the store, when it was asked for what is known.
    let trouble: SweepArchive.Trouble

    init(_ invocation: Invocation, in session: Session, _ store: Store?) throws(Diagnostic) {
      plan = try SweepPlan(invocation, in: session)
      var table = plan.table
      let wanted = Set(table.cells.map(\.definition))
      for known in session.tables {
        table.fill(
          from: known.findings(where: wanted.contains), at: table.places { $1 == .missing })
      }
      let archive = SweepArchive(store)
      archive.fill(&table, stop: invocation.environment.stop)
      trouble = archive.trouble
      before = plan.isFresh ? table : nil
      self.table = plan.isFresh ? plan.table : table
      queue = try SweepQueue(plan, for: self.table, in: invocation.environment)
    }
  }

  /// The runs that were known before anything was computed.
  let known: Int

  /// - Throws: what is wrong with the statement, or Interrupted, with nothing computed.
  init(_ invocation: Invocation, in session: Session) throws(Diagnostic) {
    let store = invocation.environment.store
    let prepared = try invocation.abandonably { invocation throws(Diagnostic) in
      try Preparation(invocation, in: session, store)
    }
    plan = prepared.plan
    (table, before) = (prepared.table, prepared.before)
    queue = prepared.queue
    title = prepared.plan.title
    known = prepared.table.cells.reduce(0) { $0 + $1.outcomes.count { $0 != .missing } }
    archive = SweepArchive(store, trouble: prepared.trouble)
    environment = invocation.environment
    self.session = session
  }

  /// - Returns: whether all of it is done; if not, it was interrupted.
  mutating func run() -> Bool {
    let items = queue.items
    guard !items.isEmpty else { return true }
    let body = body
    let samples = SweepSamples(sizes: queue.groups, threads: plan.threadsPerRun)
    let work = IndependentWork(count: items.count, workers: plan.workers) { index, stop in
      body(items[index], stop) { cell, group, stop throws(CoreError) in
        try samples.experiment(of: cell, group: group, stop: stop)
      }
    }
    let observer = SweepObserver(
      known: isShare ? queue.knownOfShare : table.cells.count * table.repeats - items.count,
      runs: items.count, environment)
    environment.publish(publication)
    work.run(stop: environment.stop) { results in
      for (index, result) in results { table.set(result, at: queue.places(of: items[index])) }
      archive.record(at: results.map { items[$0.piece].place }, of: table)
      done += results.count
      observer.observe(done: done) {
        publication
      } picture: {
        picture
      }
    }
    observer.finish(done: done) { picture }
    if done < items.count, let before { takeOver(before) }
    return done == items.count
  }

  /// Makes one run, with its data at t = 0 from what it is given.
  typealias Body =
    @Sendable (
      SweepQueue.Item, StopSignal,
      (CellDefinition, Int, StopSignal) throws(CoreError) -> Experiment
    ) -> SweepRun.Result?

  var body: Body {
    let measures = plan.measures.measures.map(\.expression)
    let (search, cells, threads) = (plan.search, plan.cells, plan.threadsPerRun)
    return { item, stop, experiment in
      let cell = cells[item.place.cell].repeated(item.place.number)
      if let search { return search.result(of: cell, at: item.place, threads: threads, stop: stop) }
      return SweepRun(cell: cell, measures: measures).result(stop: stop) { () throws(CoreError) in
        try experiment(cell, item.group, stop)
      }
    }
  }

  /// Whether a few runs are timed, and whether this process makes only a share of the runs.
  var isEstimate: Bool { plan.isEstimate }
  var isShare: Bool { environment.share != nil }
  var shareOutcome: ShareOutcome { ShareOutcome(queue, table) }

  /// Takes what an interrupted sweep has not computed anew as it was known.
  private mutating func takeOver(_ before: SweepTable) {
    for place in table.places(where: { $1 == .missing }) {
      table.cells[place.cell].outcomes[place.number] =
        before.cells[place.cell].outcomes[place.number]
    }
  }

  /// Where the numbers are from.
  var origin: SweepOrigin {
    SweepOrigin(
      runs: table.cells.count * table.repeats, stored: before == nil ? known : 0,
      isKept: environment.store != nil, comparison: before.map { .init(table, with: $0) })
  }

  /// The session as others may see it meanwhile.
  private var publication: Session {
    var session = session
    session.put(table)
    return session
  }

  /// Larger maps take too long to draw while others wait for the processor.
  private static let mostDrawn = 2_500

  /// The heat map of the first measure as far as it is known; `nil` where the table is no map over two keys.
  private var picture: Figure? {
    guard table.keys.count == 2, table.cells.count <= Self.mostDrawn else { return nil }
    let call = CommandCall(
      name: Identifier(text: Command.plot.name, range: 0..<0), arguments: .none, pairs: [])
    let invocation = Invocation(
      call: call, range: 0..<0, environment: environment, settings: [:], later: [:])
    return try? TablePlot(table, invocation, session).heatMap()
  }

  /// What has gone wrong with what outlasts the process.
  var trouble: SweepArchive.Trouble { archive.trouble }

  func interruption(at range: Range<Int>) -> Diagnostic {
    let total = table.cells.count * table.repeats
    let finished = table.places { $1 != .missing }.count
    return Diagnostic(
      .interrupted,
      "Stopped with \(finished) of \(total) runs; the same sweep again makes the rest.", at: range)
  }
}
