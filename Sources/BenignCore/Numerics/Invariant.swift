// SPDX-License-Identifier: Apache-2.0

/// A value whose parts must fit together; debug builds check that they do, where the value has been made or written out.
protocol Invariant {
  /// Whether all parts fit together.
  var isConsistent: Bool { get }
}

extension Invariant {
  /// Ends the program where parts do not fit together; release builds check nothing.
  @inline(__always)
  func checkInvariants() {
    #if DEBUG
      precondition(isConsistent, "the parts of a \(Self.self) do not fit together")
    #endif
  }
}
