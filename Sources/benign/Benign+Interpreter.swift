// SPDX-License-Identifier: Apache-2.0

import JupyterKernel

extension Benign {
  /// The interpreter that `benign kernel` serves: made once, before the sockets are bound.
  static func makeInterpreter() -> any Interpreter {
    BenignInterpreter()
  }
}
