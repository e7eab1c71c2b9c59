// SPDX-License-Identifier: Apache-2.0

import CZeroMQ

/// Memory that messages took. Each thread frees into a store of its own, libzmq's too, and the C library keeps those.
public enum Memory {
  /// Gives what is free back to the system; takes milliseconds.
  public static func giveBack() { malloc_trim(0) }
}
