// SPDX-License-Identifier: Apache-2.0

import BenignCore

/// Everything that statements change: a value, so that a failed statement leaves the one before and a
/// snapshot costs nothing.
public struct Session: Sendable {
  var variables: [String: Value] = [:]

  public init() {}
}
