// SPDX-License-Identifier: Apache-2.0

import CBuild

/// The kind of processor that the core is compiled for.
public enum ProcessorKind {
  /// The name of the kind: `x86-64-v3`, `x86-64-v4`, or `native` for the machine that built it.
  ///
  /// A release has one core for each kind, and everything else once: so no other target may have this text inlined.
  @inline(never)
  public static var name: String { String(cString: benign_processor()) }
}
