// SPDX-License-Identifier: Apache-2.0

import JupyterProtocol
import Synchronization
import ZeroMQ

extension ShellWorker {
  /// Runs one cell: busy and its input were said; outputs, reply and idle follow, in this order.
  func execute(_ run: Run) {
    let request = run.job.request
    let metadata = try? run.job.scope.request.metadata.decode(as: [String: JSONValue].self)
    let cell = Cell(
      code: request.code, shell: shell, executionCount: run.executionCount, silent: request.silent,
      metadata: metadata ?? [:], isNumbered: request.storesHistory, transcript: transcript)
    let interruption = Interruption { [self] in isInterrupted.load(ordering: .relaxed) }
    let outcome = interpreter.execute(cell, output: run.publisher, interruption: interruption)
    let conclusion = conclude(outcome, of: run, interruption: interruption)
    if request.storesHistory {
      let entry = History.Entry(
        line: run.executionCount, input: request.code, output: run.publisher.lastResult)
      state.withLock { $0.history.append(entry) }
    }
    finish(run, with: ExecuteReply(conclusion, executionCount: run.executionCount))
    if request.code.utf8.count > Quotas.request / 16 { Memory.giveBack() }
  }

  /// Publishes an error, or evaluates the user's expressions.
  private func conclude(
    _ outcome: CellOutcome, of run: Run, interruption: Interruption
  ) -> ExecuteReply.Outcome {
    switch outcome {
    case .failed(let report):
      run.publisher.fail(report)
      return .failed(Failure(report))
    case .finished:
      run.publisher.flush()
      let values = evaluate(run.job.request.userExpressions, interruption: interruption)
      return .ok(userExpressions: values, payload: run.publisher.payload())
    }
  }

  private func evaluate(
    _ expressions: [String: JSONValue], interruption: Interruption
  ) -> [String: UserExpression] {
    let failure = Failure(name: "InvalidRequest", message: "an expression must be a string")
    var values = expressions.mapValues { _ in UserExpression.failed(failure) }
    let texts = expressions.compactMapValues(\.text).sorted { $0.key < $1.key }
    let answers = interpreter.evaluate(
      texts.map(\.value), on: shell, interruption: interruption)
    for (text, answer) in zip(texts, answers) {
      values[text.key] =
        switch answer {
        case .success(let bundle): .value(bundle)
        case .failure(let report): .failed(Failure(report))
        }
    }
    return values
  }

  /// Replies and says idle; behind a failure that stops the cells that wait, only after a moment.
  private func finish(_ run: Run, with reply: ExecuteReply) {
    let request = run.job.request
    let failed = if case .failed = reply.outcome { true } else { false }
    guard failed, request.stopsOnError, !request.silent else { return end(run, with: reply) }
    let isHeld = state.withLock { state in
      // A worker that stops has aborted what waited, and gets no more.
      if state.isStopped { return false }
      state.failing = FailedRun(run: run, reply: reply, at: .now)
      return true
    }
    if isHeld { surroundings.needsTending() } else { end(run, with: reply) }
  }

  /// Lets the reply of a failed cell go, then aborts what came until now.
  func conclude(_ failing: FailedRun) {
    let failure = RecentFailure(at: KernelSession.now(), on: .now)
    end(failing.run, with: failing.reply)
    let waiting = state.withLock { state in
      state.lastFailure = failure
      state.failing = nil
      return state.takeQueue()
    }
    waiting.forEach(abort)
    bell.ring()
  }

  private func end(_ run: Run, with reply: ExecuteReply) {
    let scope = run.job.scope
    let metadata = try? JSONText(encoding: ["started": run.started.description])
    state.withLock { state in
      // First, so that a repeated busy cannot come behind the idle.
      state.running = nil
      isInterrupted.store(false, ordering: .relaxed)
    }
    scope.reply(reply, metadata: metadata ?? .emptyObject)
    scope.publish(Status(.idle))
    surroundings.isIdle()
  }

  /// Answers a cell that will not run because one before it failed, or the kernel stops.
  func abort(_ job: Job) {
    let count = state.withLock { $0.executionCount }
    let failure = Failure(
      name: "Aborted", message: "not run: a cell before it failed, or the kernel stops")
    job.scope.perform {
      job.scope.reply(ExecuteReply(.failed(failure), executionCount: count))
    }
  }
}

extension Failure {
  init(_ report: ErrorReport) {
    self.init(name: report.name, message: report.message, traceback: report.traceback)
  }
}
