// SPDX-License-Identifier: Apache-2.0

import BenignLanguage
import Concurrency
import JupyterProtocol

extension Rendering {
  /// What takes long to render, without an interrupt waiting for it.
  ///
  /// - Returns: `nil` where an interrupt came first.
  static func abandonably(
    stop: StopSignal, _ render: @escaping @Sendable () -> MIMEBundle
  ) -> MIMEBundle? {
    try? Abandonable.run(stop: stop) { _ throws(Diagnostic) in render() }
  }
}
