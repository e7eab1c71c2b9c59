// SPDX-License-Identifier: Apache-2.0

import BenignStore
import JupyterKernel

extension Benign {
  /// The interpreter that `benign kernel` serves: made once, before the sockets are bound.
  static func makeInterpreter() -> any Interpreter {
    BenignInterpreter(store: makeStore())
  }

  /// What outlasts this process, in the folder that its environment names; `nil` when nothing does.
  static func makeStore() -> Store? {
    Store.folder().map { Store(folder: $0) }
  }
}
