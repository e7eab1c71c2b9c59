// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A long sum of arrays, cut into fixed pieces that several threads compute and that are added in the order of the pieces.
///
/// The pieces and their order do not depend on the number of threads, so neither do the digits of the sum.
public struct OrderedSum<Failure: InterruptibleError>: Sendable {
  /// Which entries of the sum a piece adds to.
  public struct Piece: Sendable {
    let offset: Int
    let length: Int

    public init(offset: Int, length: Int) {
      self.offset = offset
      self.length = length
    }
  }

  private let pieces: [Piece]
  private let workers: Int
  private let workspace: Int

  /// - Parameters:
  ///   - workers: threads at most, but for one that only waits.
  ///   - workspace: doubles that each thread needs beside its piece.
  public init(pieces: [Piece], workers: Int, workspace: Int) {
    self.pieces = pieces
    self.workers = workers
    self.workspace = workspace
  }

  /// Doubles of all threads together: fewer threads work where each needs many.
  private static var mostDoubles: Int { 1 << 26 }

  public typealias Part = UnsafeMutableBufferPointer<Double>
  /// Fills one piece, zeroed before; asks every few milliseconds whether to stop.
  public typealias Compute =
    (_ piece: Int, _ part: Part, _ stop: StopSignal) throws(Failure) -> Void

  /// - Parameters:
  ///   - count: entries of the sum.
  ///   - makeCompute: called once a thread, so that each has a workspace of its own.
  /// - Returns: the sum.
  /// - Throws: `.interrupted`.
  public func run(
    count: Int, stop: StopSignal, makeCompute: @escaping @Sendable () -> Compute
  ) throws(Failure) -> [Double] {
    let longest = pieces.reduce(1) { max($0, $1.length) }
    // The memory of large sums takes longer to be given than an interrupt may wait.
    let size = count + longest + workspace
    if size < Abandonable.leastSize {
      return try sum(count: count, longest: longest, stop: stop, makeCompute)
    }
    return try Abandonable.run(size: size, stop: stop) { stop throws(Failure) in
      try sum(count: count, longest: longest, stop: stop, makeCompute)
    }
  }

  private func sum(
    count: Int, longest: Int, stop: StopSignal,
    _ makeCompute: @escaping @Sendable () -> Compute
  ) throws(Failure) -> [Double] {
    let threads = max(1, min(workers, pieces.count, Self.mostDoubles / (longest + workspace)))
    let crew = Crew(pieces: pieces, count: count, longest: longest, makeCompute: makeCompute)
    let helpers = (1..<threads).compactMap { _ in WorkerThread { crew.work(stop: .never) } }
    crew.work(stop: stop)
    helpers.forEach { $0.join() }
    return try crew.takeTotal()
  }

  /// What the threads share.
  // @unchecked Sendable: `total` is touched only by the thread whose turn it is, and by the caller once all threads have ended.
  private final class Crew: @unchecked Sendable {
    private let pieces: [Piece]
    private let longest: Int
    private let makeCompute: @Sendable () -> Compute
    private let next = Atomic(0)
    private let order = TicketLock()
    private let isStopped = Atomic(false)
    private let failure = Mutex<Failure?>(nil)
    private var total: [Double]

    init(
      pieces: [Piece], count: Int, longest: Int, makeCompute: @escaping @Sendable () -> Compute
    ) {
      self.pieces = pieces
      self.longest = longest
      self.makeCompute = makeCompute
      total = [Double](repeating: 0, count: count)
    }

    func takeTotal() throws(Failure) -> [Double] {
      if let failure = failure.withLock({ $0 }) { throw failure }
      defer { total = [] }
      return total
    }

    /// Takes piece after piece until none is left, or until one of the threads is stopped.
    func work(stop: StopSignal) {
      let anyStop = StopSignal {
        stop.isRequested || self.isStopped.load(ordering: .relaxed)
      }
      do throws(Failure) {
        try takePieces(anyStop)
      } catch {
        failure.withLock { $0 = $0 ?? error }
        isStopped.store(true, ordering: .relaxed)
      }
    }

    private func takePieces(_ stop: StopSignal) throws(Failure) {
      let compute = makeCompute()
      var buffer = [Double](repeating: 0, count: longest)
      while true {
        if stop.isRequested { throw .interrupted }
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        if index >= pieces.count { return }
        try buffer.withUnsafeMutableBufferPointer { buffer throws(Failure) in
          let part = Part(rebasing: buffer[..<pieces[index].length])
          part.update(repeating: 0)
          try compute(index, part, stop)
          guard order.wait(for: index, stop: stop) else { throw .interrupted }
          try add(part, at: pieces[index].offset, stop: stop)
          order.advance()
        }
      }
    }

    private func add(_ part: Part, at offset: Int, stop: StopSignal) throws(Failure) {
      try total.withUnsafeMutableBufferPointer { total throws(Failure) in
        guard let target = total.baseAddress else { return }
        let stretch = 1 << 20
        for start in stride(from: 0, to: part.count, by: stretch) {
          if stop.isRequested { throw .interrupted }
          for i in start..<min(start + stretch, part.count) { target[offset + i] += part[i] }
        }
      }
    }
  }
}
