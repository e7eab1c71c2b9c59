// SPDX-License-Identifier: Apache-2.0

import BenignCore

/// No experiment has been defined.
struct EmptyState: QuantitySource {
  func value(of quantity: Quantity) throws(CoreError) -> QuantityValue { throw .notReady(.data) }
}

extension Session {
  func source(shouldStop: @escaping () -> Bool) -> any QuantitySource { EmptyState() }
}
