// SPDX-License-Identifier: Apache-2.0

import BenignCore
import Concurrency

extension Sweep {
  /// No run is begun after this time; those that have begun are waited for.
  private static let budget = Duration.seconds(3)

  /// Times a few runs and says what all would take. The timed runs are kept, and nothing else is computed.
  /// - Throws: Interrupted.
  mutating func estimate(for invocation: Invocation, in session: Session) throws(Diagnostic) {
    let estimate = try timed(at: invocation.range)
    if let loss = trouble.loss { invocation.warn(loss) }
    if environment.division == .estimate { return environment.told(.estimate(estimate)) }
    try environment.show(Report(session.heading("estimate", title: title), estimate))
  }

  private mutating func timed(at range: Range<Int>) throws(Diagnostic) -> SweepEstimate {
    let classes = CostClasses(plan, queue)
    let (items, samples) = (queue.items, classes.samples)
    let (body, threads) = (body, plan.threadsPerRun)
    let began = ContinuousClock.now
    let work = IndependentWork(count: samples.count, workers: plan.workers) {
      index, stop -> TimedRun? in
      guard began.duration(to: .now) < Self.budget else { return TimedRun(result: nil) }
      return TimedRun(of: items[samples[index]], body, threads: threads, stop)
    }
    var (timings, ended): ([RunTiming], Int) = ([], 0)
    var found = table
    work.run(stop: environment.stop) { runs in
      ended += runs.count
      var places: [SweepQueue.Place] = []
      for (index, run) in runs {
        guard let result = run.result else { continue }
        let item = items[samples[index]]
        timings.append(
          RunTiming(
            index: samples[index], drawing: run.drawing, rest: run.whole - run.drawing))
        found.set(result, at: [item.place])
        places.append(item.place)
      }
      archive.record(at: places, of: found)
    }
    guard ended == samples.count else {
      throw Diagnostic(
        .interrupted, "Stopped while \(samples.count) runs were timed.", at: range)
    }
    return SweepEstimate(plan, queue, stored: known, timings, classes)
  }
}

/// A run with the seconds that it took.
private struct TimedRun: Sendable {
  /// `nil` where it was not begun.
  let result: SweepRun.Result?
  /// Of drawing its data, and of all.
  var (drawing, whole) = (0.0, 0.0)

  init(result: SweepRun.Result?) { self.result = result }

  /// - Returns: `nil` where it was stopped.
  init?(of item: SweepQueue.Item, _ body: Sweep.Body, threads: Int, _ stop: StopSignal) {
    let start = ContinuousClock.now
    var drawing = Duration.zero
    let result = body(item, stop) { cell, _, stop throws(CoreError) in
      let before = ContinuousClock.now
      let alone = SweepSamples(sizes: [1], threads: threads)
      let experiment = try alone.experiment(of: cell, group: 0, stop: stop)
      drawing = before.duration(to: .now)
      return experiment
    }
    guard let result else { return nil }
    self.result = result
    self.drawing = drawing / .seconds(1)
    whole = start.duration(to: .now) / .seconds(1)
  }
}
