// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization
import Testing

@testable import Concurrency

/// Work that is abandoned, and work that is cut into pieces.
struct AbandonableTests {
  enum Failure: InterruptibleError {
    case interrupted
    case other
  }

  @Test(
    "work that would never end by itself is left behind at once, and learns of it",
    .timeLimit(.minutes(1)))
  func leavesBehind() {
    let order = TicketLock()
    var asks = 0
    let patience = StopSignal {
      asks += 1
      return asks > 3
    }
    #expect(throws: Failure.interrupted) {
      try Abandonable.run(stop: patience) { stop throws(Failure) in
        while !stop.isRequested {}
        order.advance()
      }
    }
    #expect(order.wait(for: 1, stop: .never))
  }

  @Test(
    "pieces that do not end are left behind, and those that do are kept", .timeLimit(.minutes(1)))
  func leavesPiecesBehind() {
    let isOver = Atomic(false)
    let begun = Atomic(0)
    let order = TicketLock()
    var kept: [Int] = []
    IndependentWork(count: 5, workers: 2) { piece, _ in
      if piece < 3 { return piece }
      begun.add(1, ordering: .relaxed)
      while !isOver.load(ordering: .relaxed) {}
      order.advance()
      return piece
    }
    .run(stop: StopSignal { kept.count == 3 && begun.load(ordering: .relaxed) == 2 }) {
      kept += $0.map(\.result)
    }
    #expect(kept.sorted() == [0, 1, 2])
    isOver.store(true, ordering: .relaxed)
    #expect(order.wait(for: 2, stop: .never))
  }

  @Test(
    "results that come faster than they are put away do not pile up: an interrupt waits for few of them",
    .timeLimit(.minutes(1)))
  func boundsBacklog() {
    var longest = 0
    var sum = 0.0
    IndependentWork(count: 20_000, workers: 2) { piece, _ in piece }
      .run(stop: .never) { results in
        longest = max(longest, results.count)
        for (piece, _) in results {
          for k in 0..<2_000 { sum += Double(piece ^ k).squareRoot() }
        }
      }
    #expect(longest <= 600)
    #expect(sum > 0)
  }

  @Test("who sends into a full channel goes on once it is closed", .timeLimit(.minutes(1)))
  func closesChannel() throws {
    let channel = BoundedChannel<Int>(capacity: 2)
    let thread = try #require(WorkerThread { for number in 0..<10 { channel.send(number) } })
    var received: [Int] = []
    while received.count < 4 { received += channel.receive() }
    channel.close()
    thread.join()
    #expect(received == Array(0..<received.count))
  }

  /// A signal that says stop from some ask on.
  private func stop(after limit: Int) -> StopSignal {
    var asks = 0
    return StopSignal {
      asks += 1
      return asks > limit
    }
  }

  @Test(
    "while two large computations are left behind the next one waits for the end of one, and can be stopped",
    .timeLimit(.minutes(1)))
  func waitsForThoseLeftBehind() throws {
    let others = LeftBehind()
    let isOver = Atomic(false)
    for _ in 0..<2 {
      let hasBegun = Atomic(false)
      let stop = StopSignal { hasBegun.load(ordering: .relaxed) }
      #expect(throws: Failure.interrupted) {
        try Abandonable.run(among: others, stop: stop) { _ throws(Failure) in
          hasBegun.store(true, ordering: .relaxed)
          while !isOver.load(ordering: .relaxed) {}
        }
      }
    }
    #expect(others.isFull)
    let begun = Mutex(false)
    #expect(throws: Failure.interrupted) {
      try Abandonable.run(among: others, stop: stop(after: 20)) { _ throws(Failure) in
        begun.withLock { $0 = true }
      }
    }
    #expect(!begun.withLock { $0 })
    // Small work does not wait.
    #expect(try Abandonable.run(stop: .never) { _ throws(Failure) in 1 } == 1)
    isOver.store(true, ordering: .relaxed)
    #expect(try Abandonable.run(among: others, stop: .never) { _ throws(Failure) in 2 } == 2)
  }

  @Test("a thread that computes gives way to those that answer")
  func givesWay() throws {
    let own = __priority_which_t(PRIO_PROCESS.rawValue)
    let before = getpriority(own, 0)
    let inside = Mutex<CInt?>(nil)
    let thread = try #require(WorkerThread { inside.withLock { $0 = getpriority(own, 0) } })
    thread.join()
    #expect(inside.withLock { $0 } == min(before + 5, 19))
    #expect(getpriority(own, 0) == before)
  }

  @Test("what the work yields or throws is handed on, and it does not begin where nobody wants it")
  func handsOn() throws {
    #expect(try Abandonable.run(stop: .never) { _ throws(Failure) in 42 } == 42)
    #expect(throws: Failure.other) {
      try Abandonable.run(stop: .never) { _ throws(Failure) -> Int in throw .other }
    }
    let begun = Mutex(false)
    #expect(throws: Failure.interrupted) {
      try Abandonable.run(stop: StopSignal { true }) { _ throws(Failure) in
        begun.withLock { $0 = true }
      }
    }
    #expect(!begun.withLock { $0 })
  }

  /// Tells where its life ends.
  private final class Mortal: Sendable {
    static let lastGrave = Mutex<pthread_t?>(nil)
    private let order: TicketLock

    init(_ order: TicketLock) { self.order = order }

    deinit {
      Self.lastGrave.withLock { $0 = pthread_self() }
      order.advance()
    }
  }

  @Test("what is let go of ends on another thread", .timeLimit(.minutes(1)))
  func freesElsewhere() {
    let order = TicketLock()
    let mortals = [Mortal(order)]
    Abandonable.free(consume mortals)
    #expect(order.wait(for: 1, stop: .never))
    #expect(Mortal.lastGrave.withLock { $0.map { pthread_equal($0, pthread_self()) } } == 0)
  }
}
