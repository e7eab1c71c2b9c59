// SPDX-License-Identifier: Apache-2.0

/// The loss ℓ(u) of a margin u = ỹ f(x).
public enum Loss: String, Sendable, CaseIterable {
  /// e^{−u}, the paper's.
  case exponential
  /// log(1 + e^{−u}).
  case logistic
  /// max(0, 1 − u), with ℓ′(1) = 0.
  case hinge
}

/// How the losses of the points become one number.
public enum Reduction: String, Sendable, CaseIterable {
  case sum
  case mean
}
