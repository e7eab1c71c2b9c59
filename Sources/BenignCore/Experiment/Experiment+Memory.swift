// SPDX-License-Identifier: Apache-2.0

extension Experiment {
  /// How many experiments of a size may be worked on at the same time, within the memory that one experiment may take; 0 of those that may
  /// not be at all.
  public static func atOnce(points: Int, neurons: Int) -> Int {
    let (n, m) = (Double(points), Double(neurons))
    // Coordinates, Gram matrix and its copies in a solver, H, its workspace and B.
    let doubles = (n + m) * (n + m) + 4 * n * n + 6 * n * m
    return Int(saturating: min(1e6, MemoryQuota.bytes / (8 * doubles)))
  }
}
