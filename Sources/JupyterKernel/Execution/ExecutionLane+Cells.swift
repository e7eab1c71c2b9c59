// SPDX-License-Identifier: Apache-2.0

import JupyterProtocol
import Synchronization

extension ExecutionLane {
  /// Runs one cell: busy was said; input, outputs, reply and idle follow, in this order.
  func execute(_ job: Job) {
    let started = Session.now()
    let (request, scope) = (job.request, job.scope)
    let count = state.withLock { state in
      if request.storesHistory { state.executionCount += 1 }
      return state.executionCount
    }
    let publisher = CellPublisher(scope: scope, executionCount: count, silent: request.silent)
    state.withLock { $0.publisher = publisher }
    publisher.publish(ExecuteInput(code: request.code, executionCount: count))
    let cell = Cell(
      code: request.code, lane: lane, executionCount: count, silent: request.silent,
      metadata: (try? scope.request.metadata.decode(as: [String: JSONValue].self)) ?? [:])
    let interruption = Interruption { [self] in isInterrupted.load(ordering: .relaxed) }
    let outcome = interpreter.execute(cell, output: publisher, interruption: interruption)
    let reply = conclude(outcome, of: job, publisher: publisher, interruption: interruption)
    if request.storesHistory {
      let entry = History.Entry(line: count, input: request.code, output: publisher.lastResult)
      state.withLock { $0.history.append(entry) }
    }
    finish(job, with: ExecuteReply(reply, executionCount: count), started: started)
  }

  /// Publishes an error, or evaluates the user's expressions.
  private func conclude(
    _ outcome: CellOutcome, of job: Job, publisher: CellPublisher, interruption: Interruption
  ) -> ExecuteReply.Outcome {
    switch outcome {
    case .failed(let report):
      let failure = Failure(report)
      publisher.publish(failure)
      return .failed(failure)
    case .finished:
      publisher.flush()
      var values: [String: UserExpression] = [:]
      for (name, expression) in job.request.userExpressions.sorted(by: { $0.key < $1.key }) {
        values[name] = evaluate(expression, interruption: interruption)
      }
      return .ok(userExpressions: values, payload: publisher.payload())
    }
  }

  private func evaluate(_ expression: JSONValue, interruption: Interruption) -> UserExpression {
    guard let text = expression.text else {
      return .failed(Failure(name: "InvalidRequest", message: "an expression must be a string"))
    }
    switch interpreter.evaluate(text, on: lane, interruption: interruption) {
    case .success(let bundle): return .value(bundle)
    case .failure(let report): return .failed(Failure(report))
    }
  }

  /// Replies and says idle. Behind a failure, the abortion takes its place in the outbox first: what
  /// the client sent before it could know of the failure is then known to be here.
  private func finish(_ job: Job, with reply: ExecuteReply, started: Timestamp) {
    let failed = if case .failed = reply.outcome { true } else { false }
    let aborts = failed && job.request.stopsOnError && !job.request.silent
    let metadata = try? JSONText(encoding: ["started": started.description])
    state.withLock { state in
      state.awaitsAbortion = aborts && !state.isStopped
      if aborts { state.failure = RecentFailure(at: Session.now(), on: .now) }
      if state.awaitsAbortion { job.scope.outbox.post(.abortion(self)) }
      job.scope.reply(reply, metadata: metadata ?? .emptyObject)
      job.scope.publish(Status(.idle))
      state.running = nil
      state.publisher = nil
      isInterrupted.store(false, ordering: .relaxed)
    }
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
