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

  struct State: Sendable {
    var queue: [Job] = []
    /// The cell that runs, from busy to idle.
    var running: Job?
    /// A cell failed, and what waits behind it has not been aborted yet: nothing may start.
    var awaitsAbortion = false
    var failure: RecentFailure?
    var isStopped = false
    var hasEnded = false
    var executionCount = 0
    var history = History()
    /// What the running cell puts out.
    var publisher: CellPublisher?
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
    state.withLock { $0.running?.scope.publish(Status(.busy)) }
  }

  /// Lets text that has waited long enough go.
  /// - Returns: the moment at which to look again; `nil` if no text waits.
  func flush(dueAt now: ContinuousClock.Instant) -> ContinuousClock.Instant? {
    state.withLock { $0.publisher }?.flush(dueAt: now)
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
    while let job = next() { execute(job) }
    state.withLock { $0.hasEnded = true }
  }

  /// Waits for the next cell, which is then running; `nil` once the lane is stopped.
  private func next() -> Job? {
    while true {
      let (job, isOver) = state.withLock { state -> (Job?, Bool) in
        if state.isStopped { return (nil, true) }
        if state.awaitsAbortion || state.queue.isEmpty { return (nil, false) }
        let job = state.queue.removeFirst()
        state.running = job
        job.scope.publish(Status(.busy))
        return (job, false)
      }
      if isOver { return nil }
      if let job { return job }
      bell.wait()
    }
  }
}

extension ExecutionLane.State {
  fileprivate mutating func takeQueue() -> [ExecutionLane.Job] {
    defer { queue = [] }
    return queue
  }
}
