// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// Work of which only the newest piece matters: one piece is done at a time, one waits, and a newer piece takes the place of the one that waits.
///
/// However often work is handed in, there is one thread, and what two pieces hold in memory.
public final class LatestWork<Value: Sendable>: Sendable {
  private typealias Piece = (number: Int, body: @Sendable () -> Value)

  private struct State: Sendable {
    var isWorking = false
    var waiting: Piece?
    /// The number of pieces that were handed in.
    var count = 0
    /// The number of the piece that was done last, and its value.
    var last: (number: Int, value: Value)?
  }

  private let state = Mutex(State())

  public init() {}

  /// Whether nothing is being done, and nothing waits.
  public var isIdle: Bool { state.withLock { !$0.isWorking } }

  /// Does a piece on the calling thread, unless another one is being done.
  /// - Returns: its value; `nil` where it was not done.
  public func doNow(_ body: @escaping @Sendable () -> Value) -> Value? {
    let piece = state.withLock { state -> Piece? in
      guard !state.isWorking else { return nil }
      state.isWorking = true
      state.count += 1
      return (state.count, body)
    }
    guard let piece else { return nil }
    let (value, next) = finish(piece)
    if let next { start(next) }
    return value
  }

  /// Hands in a piece, which is done on another thread.
  /// - Returns: its number.
  public func handIn(_ body: @escaping @Sendable () -> Value) -> Int {
    let piece: Piece
    let isFirst: Bool
    (piece, isFirst) = state.withLock { state in
      state.count += 1
      let piece: Piece = (state.count, body)
      if state.isWorking {
        state.waiting = piece
        return (piece, false)
      }
      state.isWorking = true
      return (piece, true)
    }
    if isFirst { start(piece) }
    return piece.number
  }

  /// Waits until a piece, or a newer one, is done.
  ///
  /// - Parameter stop: asked about every two milliseconds.
  /// - Returns: the value of that piece; `nil` where the wait was stopped.
  public func value(of number: Int, stop: StopSignal) -> Value? {
    while true {
      if let last = state.withLock({ $0.last }), last.number >= number { return last.value }
      if stop.isRequested { return nil }
      usleep(2_000)
    }
  }

  /// Does a piece and all that come to wait meanwhile, on a thread of its own; on the calling one where there is none.
  private func start(_ piece: Piece) {
    let work: @Sendable () -> Void = { [self] in
      var next: Piece? = piece
      while let piece = next { next = finish(piece).next }
    }
    if !Abandonable.leave(work) { work() }
  }

  /// - Returns: the value, and the piece that waits.
  private func finish(_ piece: Piece) -> (value: Value, next: Piece?) {
    let value = piece.body()
    return state.withLock { state in
      state.last = (piece.number, value)
      defer { state.waiting = nil }
      state.isWorking = state.waiting != nil
      return (value, state.waiting)
    }
  }
}
