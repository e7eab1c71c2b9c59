// SPDX-License-Identifier: Apache-2.0

import Synchronization
import ZeroMQ

/// The comms that are open, and the thread on which their handlers answer, one message after the other in the order they came.
///
/// It is no shell's thread, so that sliders answer while cells run.
final class CommDesk: Sendable {
  typealias Work = @Sendable (_ turn: Turn) -> Void

  /// The turn of one message.
  struct Turn: Sendable {
    fileprivate let desk: CommDesk

    var interruption: Interruption {
      Interruption { [desk] in desk.isInterrupted.load(ordering: .relaxed) }
    }

    /// Whether further messages for the handler of a comm wait.
    func hasSuccessor(of comm: String) -> Bool { desk.awaits(more: comm) }
  }

  fileprivate struct Comm {
    let target: String
    let handler: any CommHandler
  }

  fileprivate struct State {
    var comms: [String: Comm] = [:]
    /// The comms that clients opened, oldest first: they may forget them.
    var openedByClients: [String] = []
    var waiting: [(comm: String, work: Work)] = []
    /// The first of those that waits; those before it are done.
    var next = 0
    var isWorking = false
    var isClosed = false
    var hasEnded = false
  }

  private let state = Mutex(State())
  private let isInterrupted = Atomic(false)
  private let bell: Wakeup
  private let whenEnded: @Sendable () -> Void

  static func open(whenEnded: @escaping @Sendable () -> Void) throws(KernelError) -> CommDesk {
    let desk = CommDesk(bell: try KernelError.wrap(Wakeup.init), whenEnded: whenEnded)
    try DedicatedThread(stackSize: 16 << 20) { desk.run() }.detach()
    return desk
  }

  private init(bell: Wakeup, whenEnded: @escaping @Sendable () -> Void) {
    self.bell = bell
    self.whenEnded = whenEnded
  }

  // MARK: Comms

  func register(_ id: String, target: String, _ handler: any CommHandler) {
    state.withLock { $0.comms[id] = Comm(target: target, handler: handler) }
  }

  /// As `register`, of one that a client has opened.
  /// - Returns: the comm that is forgotten for it, since clients have too many open.
  func registerForClient(_ id: String, target: String, _ handler: any CommHandler) -> String? {
    register(id, target: target, handler)
    return state.withLock { state in
      state.openedByClients.append(id)
      guard state.openedByClients.count > Quotas.comms else { return nil }
      let oldest = state.openedByClients.removeFirst()
      state.comms[oldest] = nil
      return oldest
    }
  }

  func forget(_ id: String) {
    state.withLock { state in
      state.comms[id] = nil
      state.openedByClients.removeAll { $0 == id }
    }
  }

  func handler(of id: String) -> (any CommHandler)? { state.withLock { $0.comms[id]?.handler } }

  /// The target of each open comm, by its id.
  var targets: [String: String] { state.withLock { $0.comms.mapValues(\.target) } }

  // MARK: Messages

  func submit(_ comm: String, _ work: @escaping Work) {
    state.withLock { $0.waiting.append((comm, work)) }
    bell.ring()
  }

  /// Stops what is being answered.
  func interrupt() {
    state.withLock { if $0.isWorking { isInterrupted.store(true, ordering: .relaxed) } }
  }

  /// Lets the thread end once it has answered what was submitted.
  func close() {
    state.withLock { $0.isClosed = true }
    isInterrupted.store(true, ordering: .relaxed)
    bell.ring()
  }

  var hasEnded: Bool { state.withLock { $0.hasEnded } }

  private func awaits(more comm: String) -> Bool {
    state.withLock { state in
      guard let handler = state.comms[comm]?.handler else { return false }
      return state.waiting[state.next...].contains { state.comms[$0.comm]?.handler === handler }
    }
  }

  private func run() {
    while true {
      let (work, isClosed) = state.withLock { ($0.takeNext(isInterrupted), $0.isClosed) }
      if let work {
        work(Turn(desk: self))
      } else if isClosed {
        break
      } else {
        bell.wait()
      }
    }
    state.withLock { state in
      state.hasEnded = true
      state.comms = [:]
    }
    whenEnded()
  }
}

extension CommDesk.State {
  /// - Parameter isInterrupted: an interrupt is for the message that is being answered, and ends with it.
  fileprivate mutating func takeNext(_ isInterrupted: borrowing Atomic<Bool>) -> CommDesk.Work? {
    if !isClosed { isInterrupted.store(false, ordering: .relaxed) }
    isWorking = next < waiting.count
    guard isWorking else {
      (waiting, next) = ([], 0)
      return nil
    }
    defer { next += 1 }
    if next >= 1 << 10 {
      waiting.removeFirst(next)
      next = 0
    }
    return waiting[next].work
  }
}
