// SPDX-License-Identifier: Apache-2.0

extension Double {
  /// Whether a picture shows both as one: they differ by rounding, and by what follows from it.
  func isClose(to other: Double) -> Bool {
    (self - other).magnitude <= 1e-6 * max(magnitude, other.magnitude)
  }
}
