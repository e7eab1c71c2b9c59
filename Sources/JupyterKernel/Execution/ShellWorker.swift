// SPDX-License-Identifier: Apache-2.0

import JupyterProtocol
import Synchronization
import ZeroMQ

/// The main shell or a subshell: a queue of cells, one thread that runs them, a count and a history.
final class ShellWorker: Sendable {
  /// A cell that waits for its turn.
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
    /// The reply of a cell that failed, held back: nothing may start before it has left.
    var failing: FailedRun?
    var lastFailure: RecentFailure?
    /// The last interrupt that found the worker idle.
    var lastInterrupt: RecentInterrupt?
    /// When a cell was queued last.
    var lastArrival = ContinuousClock.now
    var isStopped = false
    var hasEnded = false
    var executionCount = 0
    var history = History()
  }

  /// The functions that a worker calls when its state changes, on its own thread or on the wire thread.
  struct Surroundings: Sendable {
    /// The wire thread has something to tend.
    let needsTending: @Sendable () -> Void
    /// A cell of this worker has become idle.
    let isIdle: @Sendable () -> Void
  }

  let shell: Shell
  let interpreter: any Interpreter
  let surroundings: Surroundings
  /// What the main shell has published.
  let transcript: Transcript
  let state = Mutex(State())
  /// Set by an interrupt, read by the running cell at each of its steps.
  let isInterrupted = Atomic<Bool>(false)
  /// Wakes the thread.
  let bell: Wakeup

  /// Starts the worker's thread.
  /// - Parameter transcript: what the main shell writes and the others read.
  static func start(
    _ shell: Shell, interpreter: any Interpreter, surroundings: Surroundings, transcript: Transcript
  ) throws(KernelError) -> ShellWorker {
    let result = ShellWorker(
      shell: shell, interpreter: interpreter, surroundings: surroundings, transcript: transcript,
      bell: try KernelError.wrap(Wakeup.init))
    // Cells recurse as deeply as their expressions are nested.
    try DedicatedThread(stackSize: 16 << 20) { result.run() }.detach()
    return result
  }

  private init(
    shell: Shell, interpreter: any Interpreter, surroundings: Surroundings, transcript: Transcript,
    bell: Wakeup
  ) {
    (self.shell, self.interpreter, self.surroundings) = (shell, interpreter, surroundings)
    (self.transcript, self.bell) = (transcript, bell)
  }

  /// Queues a cell; aborts it if the worker is stopped, or it was on its way when one before it failed.
  func submit(_ job: Job) {
    let header = job.scope.request.header
    let isQueued = state.withLock { state in
      let isCondemned = state.lastFailure?.condemns(requestOf: header.date, arriving: .now) ?? false
      if state.isStopped || isCondemned { return false }
      if state.isIdle, state.lastInterrupt?.concerns(header, arriving: .now) ?? false {
        isInterrupted.store(true, ordering: .relaxed)
      }
      state.queue.append(job)
      state.lastArrival = .now
      return true
    }
    if isQueued { bell.ring() } else { abort(job) }
  }

  /// Stops the running cell, or the one about to run, at its next step. An idle worker only looks out for a cell that was sent before.
  ///
  /// - Parameter request: the client's; `nil` for a signal.
  func interrupt(_ request: MessageHeader? = nil) {
    state.withLock { state in
      if state.isIdle {
        state.lastInterrupt = request.flatMap { RecentInterrupt($0, arriving: .now) }
      } else {
        isInterrupted.store(true, ordering: .relaxed)
      }
    }
  }

  /// Aborts what waits, interrupts what runs, and lets the thread end. Called on the wire thread.
  func stop() {
    interrupt()
    let (waiting, failing) = state.withLock { state in
      state.isStopped = true
      return (state.takeQueue(), state.failing)
    }
    if let failing { conclude(failing) }
    waiting.forEach(abort)
    bell.ring()
  }

  /// Lets go what is due: text that was gathered, a reply that was held back. Called on the wire thread.
  /// - Returns: the moment at which to look again; `nil` if no cell runs.
  func tend(at now: ContinuousClock.Instant) -> ContinuousClock.Instant? {
    let (run, failing, arrival) = state.withLock { ($0.running, $0.failing, $0.lastArrival) }
    guard let failing else { return run?.publisher.flush(dueAt: now) }
    let deadline = failing.deadline(lastArrival: arrival)
    if now < deadline { return deadline }
    conclude(failing)
    return nil
  }

  /// Says busy again for the running cell, because an idle that belongs to another request may have
  /// told clients that keep one status for the kernel that it had ended.
  func repeatBusy() {
    state.withLock { $0.running?.job.scope.publish(Status(.busy)) }
  }

  var executionCount: Int { state.withLock { $0.executionCount } }

  /// Whether the thread has come to its end.
  var hasEnded: Bool { state.withLock { $0.hasEnded } }

  func answer(_ request: HistoryRequest) -> HistoryReply {
    state.withLock { $0.history }.answer(request)
  }

  private func run() {
    while let run = next() { execute(run) }
    state.withLock { $0.hasEnded = true }
    surroundings.needsTending()
  }

  /// Waits for the next cell and says that it runs; `nil` once the worker is stopped.
  private func next() -> Run? {
    while true {
      let (run, isOver) = state.withLock { state -> (Run?, Bool) in
        if state.isStopped { return (nil, true) }
        if state.failing != nil || state.queue.isEmpty { return (nil, false) }
        return (state.begin(keeping: shell == .main ? transcript : nil), false)
      }
      if isOver { return nil }
      if let run {
        run.job.scope.publish(Status(.busy))
        run.publisher.publish(
          ExecuteInput(code: run.job.request.code, executionCount: run.executionCount))
        // Its text, as it comes.
        surroundings.needsTending()
        return run
      }
      bell.wait()
    }
  }
}

extension ShellWorker.State {
  /// Takes the first cell of the queue; what one with a number publishes is kept.
  fileprivate mutating func begin(keeping transcript: Transcript?) -> ShellWorker.Run {
    let job = queue.removeFirst()
    if job.request.storesHistory { executionCount += 1 }
    let publisher = CellPublisher(
      scope: job.scope, executionCount: executionCount, silent: job.request.silent,
      transcript: job.request.storesHistory ? transcript : nil)
    let run = ShellWorker.Run(
      job: job, executionCount: executionCount, publisher: publisher, started: KernelSession.now())
    running = run
    return run
  }

  /// Whether no cell runs or waits.
  fileprivate var isIdle: Bool { running == nil && queue.isEmpty }

  mutating func takeQueue() -> [ShellWorker.Job] {
    defer { queue = [] }
    return queue
  }
}
