// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import JupyterKernel

extension Benign {
  /// The interpreter that `benign kernel` serves: made once, before the sockets are bound.
  static func makeInterpreter() throws -> any Interpreter {
    throw ValidationError("this build carries no language yet")
  }
}
