// SPDX-License-Identifier: Apache-2.0

import BenignCore
import Concurrency

extension Environment {
  /// Does long work so that an interrupt need not wait for it.
  ///
  /// - Parameter work: given an environment of its own, which is interrupted where nobody waits any more. It changes nothing that others see,
  ///   and publishes nothing.
  /// - Throws: what the work throws; Interrupted, at once.
  func abandonably<Value: Sendable>(
    _ work: @escaping @Sendable (Environment) throws(Diagnostic) -> Value
  ) throws(Diagnostic) -> Value {
    let (access, replay, division) = (access, replay, division)
    return try Abandonable.run(stop: stop) { stop throws(Diagnostic) in
      var environment = Environment(access: access, stop: stop, emit: { _ in })
      environment.replay = replay
      environment.division = division
      return try work(environment)
    }
  }

  /// Publishes a report.
  /// - Throws: Interrupted, where that kept a large one back.
  func show(_ report: Report) throws(Diagnostic) {
    emit(.report(report))
    if report.isLarge { try requireUninterrupted() }
  }

  /// To be asked behind a publication that takes its time: an interrupt has kept it back.
  func requireUninterrupted() throws(Diagnostic) {
    try stop.check()
  }
}

extension Invocation {
  /// As the environment's `abandonably`, given this invocation in that environment.
  func abandonably<Value: Sendable>(
    _ work: @escaping @Sendable (Invocation) throws(Diagnostic) -> Value
  ) throws(Diagnostic) -> Value {
    let (call, range, settings, later) = (call, range, settings, later)
    return try environment.abandonably { environment throws(Diagnostic) in
      try work(
        Invocation(
          call: call, range: range, environment: environment, settings: settings, later: later))
    }
  }
}
