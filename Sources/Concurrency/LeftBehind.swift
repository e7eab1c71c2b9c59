// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// Large computations that an interrupt has left behind and that have not ended yet.
///
/// Each holds its memory and a core until it asks whether it is still wanted, or until a library returns. While there are `most` of them, the
/// next large computation waits for the end of one.
public final class LeftBehind: Sendable {
  public static let most = 2
  /// The computations of the process.
  public static let all = LeftBehind()

  private let count = Atomic(0)

  /// Whether a large computation would have to wait.
  public var isFull: Bool { count.load(ordering: .relaxed) >= Self.most }

  func add() { count.add(1, ordering: .relaxed) }
  func remove() { count.subtract(1, ordering: .relaxed) }

  /// Waits until another large computation may begin.
  ///
  /// - Parameter stop: asked about every two milliseconds.
  /// - Returns: whether it may; if not, the wait was stopped.
  func makeRoom(stop: StopSignal) -> Bool {
    while isFull {
      if stop.isRequested { return false }
      usleep(2_000)
    }
    return true
  }
}
