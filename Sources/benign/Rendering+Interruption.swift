// SPDX-License-Identifier: Apache-2.0

import BenignCore
import JupyterProtocol

extension Rendering {
  /// What takes long to render, without an interrupt waiting for it.
  ///
  /// - Returns: `nil` where an interrupt came first.
  static func abandonably(
    shouldStop: () -> Bool, _ render: @escaping @Sendable () -> MIMEBundle
  ) -> MIMEBundle? {
    try? Abandonable.run(shouldStop: shouldStop) { _ in render() }
  }
}
