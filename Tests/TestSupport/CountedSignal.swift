// SPDX-License-Identifier: Apache-2.0

public import Concurrency

/// A counted signal says stop after so many questions, and counts them.
public final class CountedSignal {
  public private(set) var asks = 0
  private let limit: Int

  public init(_ limit: Int = .max) { self.limit = limit }

  public var signal: StopSignal { StopSignal(isOver) }

  private func isOver() -> Bool {
    asks += 1
    return asks > limit
  }
}

extension StopSignal {
  /// The signal answers no to so many questions, and yes to all after them.
  public static func after(_ questions: Int) -> StopSignal { CountedSignal(questions).signal }
}
