// SPDX-License-Identifier: Apache-2.0

/// Data, network and the state of training: one value, so that a copy is a fork and a snapshot.
public struct Experiment: Sendable {
  public init() {}
}
