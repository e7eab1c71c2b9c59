// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Pieces of work that do not depend on each other, done by threads of their own while the caller waits.
///
/// What a piece yields does not depend on the number of threads; only the order in which pieces end does.
public struct IndependentWork<Result: Sendable>: Sendable {
  /// A piece by its number; the function that it is given says whether to stop, and is to be asked every few milliseconds.
  /// - Returns: `nil` where it was stopped.
  public typealias Body = @Sendable (_ piece: Int, _ stop: StopSignal) -> Result?

  private let count: Int
  private let workers: Int
  private let body: Body

  /// - Parameter workers: threads at most.
  public init(count: Int, workers: Int, body: @escaping Body) {
    self.count = count
    self.workers = max(1, min(workers, count))
    self.body = body
  }

  /// Works until all is done, or until `stop`. A thread that has not ended some milliseconds after that is left behind, its piece
  /// lost: pieces hold all that they use.
  ///
  /// - Parameters:
  ///   - stop: asked on the caller's thread, about every two milliseconds.
  ///   - receive: given, on the caller's thread, what has been done since it was called last; often that is nothing.
  public func run(
    stop: StopSignal, receive: ([(piece: Int, result: Result)]) -> Void
  ) {
    let crew = Crew(count: count, body: body)
    let threads = (0..<workers).compactMap { _ in WorkerThread { crew.work() } }
    guard !threads.isEmpty else { return alone(stop: stop, receive: receive) }
    var working = threads.count
    var latest: ContinuousClock.Instant?
    while working > 0, latest.map({ ContinuousClock.now < $0 }) ?? true {
      var done: [(piece: Int, result: Result)] = []
      for notice in crew.notices.receive() {
        switch notice {
        case .done(let piece, let result): done.append((piece, result))
        case .ended: working -= 1
        }
      }
      let isEnding = latest == nil && stop.isRequested
      if isEnding { crew.isStopped.store(true, ordering: .relaxed) }
      receive(done)
      // What was done meanwhile still finds somebody who takes it.
      if isEnding { latest = .now + Self.patience }
    }
    crew.notices.close()
    threads.forEach { working == 0 ? $0.join() : $0.detach() }
  }

  private static var patience: Duration { .milliseconds(2) }

  /// Does all pieces on the calling thread, for the case that the system gives no other.
  private func alone(
    stop: StopSignal, receive: ([(piece: Int, result: Result)]) -> Void
  ) {
    for piece in 0..<count {
      if stop.isRequested { return }
      guard let result = body(piece, stop) else { return }
      receive([(piece, result)])
    }
  }

  private enum Notice: Sendable {
    case done(Int, Result)
    /// A thread's last one.
    case ended
  }

  /// What the threads share.
  private final class Crew: Sendable {
    /// So many results are put away between two questions whether to stop.
    let notices = BoundedChannel<Notice>(capacity: 512)
    let isStopped = Atomic(false)
    private let next = Atomic(0)
    private let count: Int
    private let body: Body

    init(count: Int, body: @escaping Body) {
      self.count = count
      self.body = body
    }

    /// Takes piece after piece until none is left.
    func work() {
      defer { notices.send(.ended) }
      let stop = StopSignal { self.isStopped.load(ordering: .relaxed) }
      while !stop.isRequested {
        let piece = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard piece < count, let result = body(piece, stop) else { return }
        notices.send(.done(piece, result))
      }
    }
  }
}
