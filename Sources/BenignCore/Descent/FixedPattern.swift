// SPDX-License-Identifier: Apache-2.0

import Concurrency

/// One pattern of the whole network, and what is computed of it once: it never changes, so that a phase, its guard, its leap and all copies of them share it.
final class FixedPattern: Sendable {
  let problem: TrainingProblem
  let groups: PatternGroups
  /// K (n×n).
  let kernel: Matrix
  let tiles: SymmetricTiles
  /// M^g_ki = sgn(h_k)·sgn(a_g)·a·G_ki ỹ_i D^g_i says how the distances to kinks change, in two factors besides G: sgn(h_k) sgn(a_g) a (n×g), and ỹ_i D^g_i (n×g).
  let orientation: Matrix
  let slopes: Matrix
  /// max_i(−M^g_ki)⁺ (n×g).
  let steepest: Matrix

  /// - Throws: `.interrupted`, at once.
  /// - Complexity: O(n²g) for g groups.
  init(_ groups: PatternGroups, of problem: TrainingProblem, stop: StopSignal) throws(CoreError) {
    self.problem = problem
    self.groups = groups
    kernel = groups.kernel(of: problem)
    try stop.check()
    tiles = SymmetricTiles(kernel)
    let n = problem.points
    let gamma = problem.network.negativeSlope
    let gram = problem.design.gram
    var orientation = Matrix(rows: n, columns: groups.groups.count)
    var (slopes, steepest) = (orientation, orientation)
    for (column, group) in groups.groups.enumerated() {
      try stop.check()
      let factor = group.sign * problem.network.outerWeight
      let signed = zip(group.slopes(points: n, gamma: gamma), problem.labels).map { $0 * $1 }
      slopes.storage.replaceSubrange(column * n..<(column + 1) * n, with: signed)
      let extremes = gram.columnExtremes(scaledBy: signed)
      for k in 0..<n {
        let sign = group.isActive(k) ? factor : -factor
        orientation[k, column] = sign
        steepest[k, column] = -sign * (sign > 0 ? extremes[k].least : extremes[k].largest)
      }
    }
    (self.orientation, self.slopes, self.steepest) = (orientation, slopes, steepest)
  }
}
