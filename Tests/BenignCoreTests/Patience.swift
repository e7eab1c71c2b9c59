// SPDX-License-Identifier: Apache-2.0

import Concurrency

/// Says stop from some ask on.
final class Patience {
  private(set) var asks = 0
  private let limit: Int

  init(_ limit: Int = .max) { self.limit = limit }

  var signal: StopSignal { StopSignal(isOver) }

  private func isOver() -> Bool {
    asks += 1
    return asks > limit
  }
}
