// SPDX-License-Identifier: Apache-2.0

public import Concurrency

extension Diagnostic: InterruptibleError {}

extension StopSignal {
  /// - Throws: Interrupted where the work is to stop.
  func check() throws(Diagnostic) {
    if isRequested { throw .interrupted }
  }
}
