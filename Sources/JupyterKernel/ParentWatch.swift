// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Notices the death of the process that started the kernel: kernels have a session of their own, so
/// nothing else would end them.
public struct ParentWatch: Sendable {
  private let parent: pid_t

  /// - Parameter claimed: the value of `JPY_PARENT_PID`. Watched only if it is the parent now: behind
  ///   a wrapper script it is not, and process 1 adopts orphans itself.
  /// - Returns: `nil` if there is nothing to watch.
  public init?(claimed: String?) {
    guard let claimed, let parent = pid_t(claimed), parent > 1, parent == getppid() else {
      return nil
    }
    self.parent = parent
  }

  /// Whether that process has ended.
  public var isGone: Bool { getppid() != parent }
}
