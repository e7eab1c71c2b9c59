// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Pieces of work that do not depend on each other, done by threads of their own while the caller waits.
///
/// What a piece yields does not depend on the number of threads; only the order in which pieces end does.
public struct IndependentWork<Result: Sendable>: Sendable {
  /// A piece by its number; the function that it is given says whether to stop, and is to be asked every few milliseconds.
  /// - Returns: `nil` where it was stopped.
  public typealias Body = @Sendable (_ piece: Int, _ shouldStop: @escaping () -> Bool) -> Result?

  private let count: Int
  private let workers: Int
  private let body: Body

  /// - Parameter workers: threads at most.
  public init(count: Int, workers: Int, body: @escaping Body) {
    self.count = count
    self.workers = max(1, min(workers, count))
    self.body = body
  }

  /// Works until all is done, or until `shouldStop`. A thread that has not ended some milliseconds after that is left behind, its piece
  /// lost: pieces hold all that they use.
  ///
  /// - Parameters:
  ///   - shouldStop: asked on the caller's thread, about every two milliseconds.
  ///   - receive: given, on the caller's thread, what has been done since it was called last; often that is nothing.
  public func run(
    shouldStop: @escaping () -> Bool, receive: ([(piece: Int, result: Result)]) -> Void
  ) {
    let crew = Crew(count: count, body: body)
    let threads = (0..<workers).compactMap { _ in WorkerThread { crew.work() } }
    guard !threads.isEmpty else { return alone(shouldStop: shouldStop, receive: receive) }
    var working = threads.count
    var latest: ContinuousClock.Instant?
    while working > 0, latest.map({ ContinuousClock.now < $0 }) ?? true {
      var done: [(piece: Int, result: Result)] = []
      for letter in crew.mailbox.take() {
        switch letter {
        case .done(let piece, let result): done.append((piece, result))
        case .ended: working -= 1
        }
      }
      if latest == nil, shouldStop() {
        crew.isCancelled.store(true, ordering: .relaxed)
        latest = .now + Self.patience
      }
      receive(done)
    }
    threads.forEach { working == 0 ? $0.join() : $0.detach() }
  }

  private static var patience: Duration { .milliseconds(2) }

  /// Where the system gives no thread.
  private func alone(
    shouldStop: @escaping () -> Bool, receive: ([(piece: Int, result: Result)]) -> Void
  ) {
    for piece in 0..<count {
      if shouldStop() { return }
      guard let result = body(piece, shouldStop) else { return }
      receive([(piece, result)])
    }
  }

  private enum Letter: Sendable {
    case done(Int, Result)
    /// A thread's last one.
    case ended
  }

  /// What the threads share.
  private final class Crew: Sendable {
    let mailbox = Mailbox<Letter>()
    let isCancelled = Atomic(false)
    private let next = Atomic(0)
    private let count: Int
    private let body: Body

    init(count: Int, body: @escaping Body) {
      self.count = count
      self.body = body
    }

    /// Takes piece after piece until none is left.
    func work() {
      defer { mailbox.post(.ended) }
      let shouldStop = { self.isCancelled.load(ordering: .relaxed) }
      while !shouldStop() {
        let piece = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard piece < count, let result = body(piece, shouldStop) else { return }
        mailbox.post(.done(piece, result))
      }
    }
  }
}
