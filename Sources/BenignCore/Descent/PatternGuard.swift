// SPDX-License-Identifier: Apache-2.0

/// Decides, mostly by one comparison a step, that no neuron of a fixed pattern changes side on any point.
///
/// With M^g_ki = sgn(h_k)·sgn(a_g)·a·G_ki ỹ_i D^g_i the distance of group g to the kink at point k is
/// slack^g_k = min_{j∈g}|h_kj(t₀)| + (M^g c)_k. It falls by at most Σ_i(−M^g_ki)⁺Δc_i, so nothing changes in g
/// while the sum S of all Δc since the last exact check of g stays below min_k slack^g_k/max_i(−M^g_ki)⁺.
struct PatternGuard {
  private let problem: TrainingProblem
  private let groups: PatternGroups
  /// sgn(h_k) sgn(a_g) a (n×g).
  private let orientation: Matrix
  /// max_i(−M^g_ki)⁺ (n×g).
  private let steepest: Matrix
  /// ỹ_i D^g_i (n×g).
  private let weights: Matrix
  /// min_{j∈g}|h_kj(t₀)| (n×g).
  private var distance: Matrix
  /// The sum of all Δc so far.
  private var spent = 0.0
  /// What it may grow to before each group's next exact check (g), and before any.
  private var limits: [Double]
  private var horizon = 0.0

  /// `nil` where an interrupt is asked for.
  init?(
    of state: TrainingState, groups: PatternGroups, in problem: TrainingProblem,
    shouldStop: () -> Bool
  ) {
    self.problem = problem
    self.groups = groups
    let n = problem.points
    let gamma = problem.network.negativeSlope
    let gram = problem.design.gram
    var orientation = Matrix(rows: n, columns: groups.groups.count)
    var steepest = orientation
    var weights = orientation
    for (column, group) in groups.groups.enumerated() {
      if shouldStop() { return nil }
      let factor = group.sign * problem.network.outerWeight
      let slopes = zip(group.slopes(points: n, gamma: gamma), problem.labels).map { $0 * $1 }
      weights.storage.replaceSubrange(column * n..<(column + 1) * n, with: slopes)
      let extremes = gram.columnExtremes(scaledBy: slopes)
      for k in 0..<n {
        let sign = group.isActive(k) ? factor : -factor
        orientation[k, column] = sign
        steepest[k, column] = -sign * (sign > 0 ? extremes[k].least : extremes[k].largest)
      }
    }
    self.orientation = orientation
    self.steepest = steepest
    self.weights = weights
    distance = Matrix(rows: n, columns: groups.groups.count)
    limits = [Double](repeating: 0, count: groups.groups.count)
    rebase(onto: state)
  }

  /// Takes the state as the new t₀, with c = 0.
  mutating func rebase(onto state: TrainingState) {
    let n = problem.points
    for (column, group) in groups.groups.enumerated() {
      var nearest = [Double](repeating: .infinity, count: n)
      for j in group.members {
        state.preactivations.storage.withUnsafeBufferPointer { h in
          nearest.withUnsafeMutableBufferPointer { nearest in
            for k in 0..<n { nearest[k] = min(nearest[k], abs(h[k + j * n])) }
          }
        }
      }
      distance.storage.replaceSubrange(column * n..<(column + 1) * n, with: nearest)
    }
    spent = 0
    renew(Array(limits.indices), slack: distance, at: 0)
  }

  /// Whether the pattern at c is still the phase's.
  mutating func allows(_ step: [Double], sums: [Double]) -> Bool {
    var total = spent
    for value in step { total += value }
    if total >= horizon {
      let due = due(at: total)
      let slack = slack(at: sums, of: due)
      guard slack.storage.allSatisfy({ $0 > 0 }) else { return false }
      renew(due, slack: slack, at: total)
    }
    spent = total
    return true
  }

  /// Whether nothing changes while c grows by `delta`: slack^g_k − Σ_i(−M^g_ki)⁺Δc_i > 0, and the slack at the end itself.
  mutating func certifies(_ delta: [Double], from sums: [Double]) -> Bool {
    let total = delta.reduce(spent, +)
    if total < horizon { return true }
    let asked = due(at: total)
    renew(asked, slack: slack(at: sums, of: asked), at: spent)
    let due = due(at: total)
    if due.isEmpty { return true }
    let slack = slack(at: sums, of: due)
    let change = change(for: delta, of: due)
    let falls = falls(for: delta, change: change, of: due)
    return slack.storage.indices.allSatisfy {
      slack.storage[$0] - falls.storage[$0] > 0 && slack.storage[$0] + change.storage[$0] > 0
    }
  }

  /// The groups to be checked before the sum of all Δc may be `total`.
  private func due(at total: Double) -> [Int] { limits.indices.filter { limits[$0] <= total } }

  /// Σ_i(−M^g_ki)⁺Δc_i = ½(Σ_i|M^g_ki|Δc_i − (M^gΔc)_k), a column for each group asked for.
  private func falls(for delta: [Double], change: Matrix, of due: [Int]) -> Matrix {
    let n = problem.points
    let gamma = problem.network.negativeSlope
    let outer = problem.network.outerWeight
    var falls = change
    for (column, index) in due.enumerated() {
      let slopes = groups.groups[index].slopes(points: n, gamma: gamma)
      let sizes = zip(delta, slopes).map { $0 * $1 * outer }
      let totals = problem.gramTiles.productOfMagnitudes(sizes)
      for k in 0..<n { falls[k, column] = 0.5 * (totals[k] - change[k, column]) }
    }
    return falls
  }

  func stepsBeforeChange(_ delta: [Double], from sums: [Double]) -> Double {
    let slack = slack(at: sums, of: all)
    let change = change(for: delta, of: all)
    var steps = Double.infinity
    for index in slack.storage.indices where change.storage[index] < 0 {
      steps = min(steps, (slack.storage[index] / -change.storage[index]).rounded(.up) - 1)
    }
    return max(0, steps)
  }

  /// What the sum of all Δc may still grow by before the next exact check.
  var remainder: Double { horizon - spent }

  mutating func spend(_ amount: Double) { spent += amount }

  private var all: [Int] { Array(limits.indices) }

  /// slack at c, a column for each group asked for.
  private func slack(at sums: [Double], of due: [Int]) -> Matrix {
    var slack = change(for: sums, of: due)
    slack.add(selecting(due, of: distance))
    return slack
  }

  /// M^g Δ for any Δ, a column for each group asked for: how the distances change.
  private func change(for delta: [Double], of due: [Int]) -> Matrix {
    var products = problem.gramProduct(selecting(due, of: weights).scalingRows(by: delta))
    products.multiply(by: selecting(due, of: orientation))
    return products
  }

  private func selecting(_ due: [Int], of matrix: Matrix) -> Matrix {
    due.count == matrix.columns ? matrix : matrix.selectingColumns(due)
  }

  /// - Parameters:
  ///   - slack: a column for each of the groups.
  ///   - total: the sum of all Δc where it was found.
  private mutating func renew(_ due: [Int], slack: Matrix, at total: Double) {
    let n = problem.points
    LaneReader.read(slack.storage, steepest.storage) { slack, steepest in
      for (column, index) in due.enumerated() {
        var least = Lanes(repeating: .infinity)
        for i in stride(from: 0, to: n, by: 8) {
          let width = min(8, n - i)
          let steepness = steepest.lanes(index * n + i, width)
          let ratio = slack.lanes(column * n + i, width) / steepness
          least.replace(with: ratio, where: (steepness .> 0) .& (ratio .< least))
        }
        limits[index] = total + least.min()
      }
    }
    horizon = limits.min() ?? .infinity
  }
}
