// SPDX-License-Identifier: Apache-2.0

public import Concurrency

extension CoreError: InterruptibleError {}

extension StopSignal {
  /// - Throws: `.interrupted` where the work is to stop.
  func check() throws(CoreError) {
    if isRequested { throw .interrupted }
  }
}
