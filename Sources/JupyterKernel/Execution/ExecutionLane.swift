// SPDX-License-Identifier: Apache-2.0

import JupyterProtocol
import Synchronization
import ZeroMQ

/// The main shell or a subshell: a queue of cells, one thread that runs them, a count and a history.
final class ExecutionLane: Sendable {
  /// A cell that waits for its turn, or has it.
  struct Job: Sendable {
    let scope: RequestScope
    let request: ExecuteRequest
  }

  /// A cell from busy to idle.
  struct Run: Sendable {
    let job: Job
    let executionCount: Int
    let publisher: CellPublisher
    let started: Timestamp
  }

  struct State: Sendable {
    var queue: [Job] = []
    var running: Run?
    /// A cell failed, and what waits behind it has not been aborted yet: nothing may start.
    var awaitsAbortion = false
    var failure: RecentFailure?
    var isStopped = false
    var hasEnded = false
    var executionCount = 0
    var history = History()
  }

  let lane: Lane
  let interpreter: any Interpreter
  let state = Mutex(State())
  /// Set by an interrupt, read by the running cell at each of its steps.
  let isInterrupted = Atomic<Bool>(false)
  private let bell: Wakeup

  /// Starts the lane's thread.
  static func start(
    _ lane: Lane, interpreter: any Interpreter, whenEnded: @escaping @Sendable () -> Void
  ) throws(KernelError) -> ExecutionLane {
    let result: ExecutionLane
    do {
      result = ExecutionLane(lane, interpreter: interpreter, bell: try Wakeup())
    } catch {
      throw .transport(error)
    }
    // Cells recurse as deeply as their expressions are nested.
    try DedicatedThread(stackSize: 16 << 20) {
      result.run()
      whenEnded()
    }.detach()
    return result
  }

  private init(_ lane: Lane, interpreter: any Interpreter, bell: Wakeup) {
    self.lane = lane
    self.interpreter = interpreter
    self.bell = bell
  }

  /// Queues a cell; aborts it if the lane is stopped, or it was on its way when one before it failed.
  func submit(_ job: Job) {
    let date = job.scope.request.header.date
    let isQueued = state.withLock { state in
      let isCondemned = state.failure?.condemns(requestOf: date, arriving: .now) ?? false
      if state.isStopped || isCondemned { return false }
      state.queue.append(job)
      return true
    }
    if isQueued { bell.ring() } else { abort(job) }
  }

  /// Stops the running cell, or the one about to run, at its next step. An idle lane takes no notice.
  func interrupt() {
    state.withLock { state in
      guard state.running != nil || !state.queue.isEmpty else { return }
      isInterrupted.store(true, ordering: .relaxed)
    }
  }

  /// Aborts what waits, interrupts what runs, and lets the thread end.
  func stop() {
    interrupt()
    let waiting = state.withLock { state in
      state.isStopped = true
      return state.takeQueue()
    }
    waiting.forEach(abort)
    bell.ring()
  }

  var executionCount: Int { state.withLock { $0.executionCount } }

  /// Whether the thread has come to its end.
  var hasEnded: Bool { state.withLock { $0.hasEnded } }

  /// Says busy again for the running cell, because an idle that belongs to another request may have
  /// told clients that keep one status for the kernel that it had ended.
  func repeatBusy() {
    state.withLock { $0.running?.job.scope.publish(Status(.busy)) }
  }

  /// Lets text that has waited long enough go.
  /// - Returns: the moment at which to look again; `nil` if no cell runs.
  func flush(dueAt now: ContinuousClock.Instant) -> ContinuousClock.Instant? {
    state.withLock { $0.running?.publisher }?.flush(dueAt: now)
  }

  func answer(_ request: HistoryRequest) -> HistoryReply {
    state.withLock { $0.history }.answer(request)
  }

  /// Lets the next cell start after the wire thread aborted what waited.
  func abortQueue() {
    let waiting = state.withLock { state in
      state.awaitsAbortion = false
      return state.takeQueue()
    }
    waiting.forEach(abort)
    bell.ring()
  }

  private func run() {
    while let run = next() { execute(run) }
    state.withLock { $0.hasEnded = true }
  }

  /// Waits for the next cell and says that it runs; `nil` once the lane is stopped.
  private func next() -> Run? {
    while true {
      let (run, isOver) = state.withLock { state -> (Run?, Bool) in
        if state.isStopped { return (nil, true) }
        if state.awaitsAbortion || state.queue.isEmpty { return (nil, false) }
        return (state.begin(), false)
      }
      if isOver { return nil }
      if let run { return run }
      bell.wait()
    }
  }
}

extension ExecutionLane.State {
  /// Takes the first cell of the queue, and publishes busy and its input.
  fileprivate mutating func begin() -> ExecutionLane.Run {
    let job = queue.removeFirst()
    if job.request.storesHistory { executionCount += 1 }
    let publisher = CellPublisher(
      scope: job.scope, executionCount: executionCount, silent: job.request.silent)
    job.scope.publish(Status(.busy))
    publisher.publish(ExecuteInput(code: job.request.code, executionCount: executionCount))
    let run = ExecutionLane.Run(
      job: job, executionCount: executionCount, publisher: publisher, started: Session.now())
    running = run
    return run
  }

  fileprivate mutating func takeQueue() -> [ExecutionLane.Job] {
    defer { queue = [] }
    return queue
  }
}
