// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A long sum of arrays, cut into fixed pieces that several threads compute and that are added in the order of the pieces.
///
/// The pieces and their order do not depend on the number of threads, so neither do the digits of the sum.
struct OrderedSum {
  /// Which entries of the sum a piece adds to.
  struct Piece: Sendable {
    let offset: Int
    let length: Int
  }

  let pieces: [Piece]
  /// Threads at most, but for one that only waits.
  let workers: Int
  /// Doubles that each thread needs beside its piece.
  let workspace: Int
  /// Doubles of all threads together: fewer threads work where each needs many.
  private static let mostDoubles = 1 << 26

  typealias Part = UnsafeMutableBufferPointer<Double>
  /// Fills one piece, zeroed before; returns early where it is cancelled, a question that it asks every few milliseconds.
  typealias Compute = (_ piece: Int, _ part: Part, _ isCancelled: () -> Bool) -> Void

  /// - Parameters:
  ///   - count: entries of the sum.
  ///   - makeCompute: called once a thread, so that each has a workspace of its own.
  /// - Returns: the sum.
  func run(
    count: Int, shouldStop: () -> Bool, makeCompute: @escaping @Sendable () -> Compute
  ) throws(CoreError) -> [Double] {
    let longest = pieces.reduce(1) { max($0, $1.length) }
    // The memory of large sums takes longer to be given than an interrupt may wait.
    if count + longest + workspace < Experiment.leastAbandoned {
      return try sum(count: count, longest: longest, shouldStop: shouldStop, makeCompute)
    }
    return try Abandonable.run(shouldStop: shouldStop) { isUnwanted throws(CoreError) in
      try sum(count: count, longest: longest, shouldStop: isUnwanted, makeCompute)
    }
  }

  private func sum(
    count: Int, longest: Int, shouldStop: () -> Bool,
    _ makeCompute: @escaping @Sendable () -> Compute
  ) throws(CoreError) -> [Double] {
    let threads = max(1, min(workers, pieces.count, Self.mostDoubles / (longest + workspace)))
    let crew = Crew(pieces: pieces, count: count, longest: longest, makeCompute: makeCompute)
    let helpers = (1..<threads).compactMap { _ in WorkerThread { crew.work(shouldStop: { false }) }
    }
    crew.work(shouldStop: shouldStop)
    helpers.forEach { $0.join() }
    if crew.isCancelled.load(ordering: .relaxed) { throw .interrupted }
    return crew.takeTotal()
  }

  /// What the threads share.
  // @unchecked Sendable: `total` is touched only by the thread whose turn it is, and by the caller once all threads have ended.
  private final class Crew: @unchecked Sendable {
    private let pieces: [Piece]
    private let longest: Int
    private let makeCompute: @Sendable () -> Compute
    private let next = Atomic(0)
    private let turnstile = Turnstile()
    let isCancelled = Atomic(false)
    private var total: [Double]

    init(
      pieces: [Piece], count: Int, longest: Int, makeCompute: @escaping @Sendable () -> Compute
    ) {
      self.pieces = pieces
      self.longest = longest
      self.makeCompute = makeCompute
      total = [Double](repeating: 0, count: count)
    }

    func takeTotal() -> [Double] {
      defer { total = [] }
      return total
    }

    /// Takes piece after piece until none is left.
    func work(shouldStop: () -> Bool) {
      let compute = makeCompute()
      var buffer = [Double](repeating: 0, count: longest)
      func cancelled() -> Bool {
        if shouldStop() { isCancelled.store(true, ordering: .relaxed) }
        return isCancelled.load(ordering: .relaxed)
      }
      while !cancelled() {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        if index >= pieces.count { return }
        buffer.withUnsafeMutableBufferPointer { buffer in
          let part = Part(rebasing: buffer[..<pieces[index].length])
          part.update(repeating: 0)
          compute(index, part, cancelled)
          guard turnstile.wait(for: index, isCancelled: cancelled) else { return }
          add(part, at: pieces[index].offset, isCancelled: cancelled)
          turnstile.advance()
        }
      }
    }

    private func add(_ part: Part, at offset: Int, isCancelled: () -> Bool) {
      total.withUnsafeMutableBufferPointer { total in
        guard let target = total.baseAddress else { return }
        let stretch = 1 << 20
        for start in stride(from: 0, to: part.count, by: stretch) {
          if isCancelled() { return }
          for i in start..<min(start + stretch, part.count) { target[offset + i] += part[i] }
        }
      }
    }
  }
}
