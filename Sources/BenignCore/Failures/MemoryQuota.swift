// SPDX-License-Identifier: Apache-2.0

/// How much memory one experiment may take, checked before any is taken.
enum MemoryQuota {
  static let bytes = 4.0 * 1024 * 1024 * 1024

  static func check(doubles: Double, for what: String) throws(CoreError) {
    let needed = doubles * 8
    if needed <= bytes { return }
    throw .resourceLimit(
      "\(what) needs \(gibibytes(needed)) GiB; the limit is \(gibibytes(bytes)) GiB")
  }

  private static func gibibytes(_ bytes: Double) -> String {
    let tenths = (bytes / (1024 * 1024 * 1024) * 10).rounded() / 10
    return tenths == tenths.rounded() && tenths < 1e15 ? "\(Int(saturating: tenths))" : "\(tenths)"
  }
}
