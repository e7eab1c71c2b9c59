// SPDX-License-Identifier: Apache-2.0

import Concurrency

/// Decides, mostly by one comparison a step, that no neuron of a fixed pattern changes side on any point.
///
/// With M^g_ki = sgn(h_k)·sgn(a_g)·a·G_ki ỹ_i D^g_i the distance of group g to the kink at point k is
/// slack^g_k = min_{j∈g}|h_kj(t₀)| + (M^g c)_k. It falls by at most Σ_i(−M^g_ki)⁺Δc_i, so nothing changes in g
/// while the sum S of all Δc since the last exact check of g stays below min_k slack^g_k/max_i(−M^g_ki)⁺.
struct PatternGuard: Invariant {
  private let pattern: FixedPattern
  /// min_{j∈g}|h_kj(t₀)| (n×g).
  private var distance: Matrix
  /// The sum of all Δc so far.
  private var spent = 0.0
  /// What it may grow to before each group's next exact check (g), and before any.
  private var bounds: [Double]
  private var bound = 0.0

  init(of state: TrainingState, in pattern: FixedPattern) {
    self.pattern = pattern
    distance = Matrix(rows: pattern.problem.points, columns: pattern.groups.groups.count)
    bounds = [Double](repeating: 0, count: distance.columns)
    rebase(onto: state)
  }

  private var groups: [PatternGroups.Group] { pattern.groups.groups }

  /// Takes the state as the new t₀, with c = 0.
  mutating func rebase(onto state: TrainingState) {
    let n = pattern.problem.points
    for (column, group) in groups.enumerated() {
      var nearest = [Double](repeating: .infinity, count: n)
      for j in group.members {
        state.preactivations.storage.withUnsafeBufferPointer { h in
          nearest.withUnsafeMutableBufferPointer { nearest in
            for k in stride(from: 0, to: n, by: 8) {
              let width = min(8, n - k)
              let value = h.lanes(k + j * n, width)
              let distance = value.replacing(with: -value, where: value .< 0)
              let least = nearest.lanes(k, width)
              nearest.store(least.replacing(with: distance, where: distance .< least), at: k, width)
            }
          }
        }
      }
      distance.storage.replaceSubrange(column * n..<(column + 1) * n, with: nearest)
    }
    spent = 0
    renew(Array(bounds.indices), slack: distance, at: 0)
    checkInvariants()
  }

  /// The next exact check is that of the group whose bound comes first; nothing is nearer to a kink than 0.
  var isConsistent: Bool {
    let outer = pattern.problem.network.outerWeight
    return bounds.count == groups.count && bound == bounds.min() ?? .infinity
      && spent >= 0 && distance.storage.allSatisfy { $0 >= 0 }
      && pattern.orientation.storage.allSatisfy { abs($0) == outer }
  }

  /// Whether the pattern at c is still the phase's.
  mutating func allows(
    _ step: [Double], sums: [Double], stop: StopSignal
  ) throws(CoreError) -> Bool {
    var total = spent
    for value in step { total += value }
    if total >= bound {
      let due = due(at: total)
      let slack = try slack(at: sums, of: due, stop: stop)
      guard slack.storage.allSatisfy({ $0 > 0 }) else { return false }
      renew(due, slack: slack, at: total)
    }
    spent = total
    return true
  }

  /// The share θ ≤ 1 of `delta` that changes nothing, in whatever way c grows by at most θΔc_i ≥ 0 in every entry: as long as
  /// slack^g_k − θΣ_i(−M^g_ki)⁺Δc_i > 0.
  mutating func certifiedShare(
    of delta: [Double], from sums: [Double], stop: StopSignal
  ) throws(CoreError) -> Double {
    let total = delta.reduce(spent, +)
    if total < bound { return 1 }
    let asked = due(at: total)
    let known = try slack(at: sums, of: asked, stop: stop)
    renew(asked, slack: known, at: spent)
    let due = due(at: total)
    if due.isEmpty { return 1 }
    let slack = known.selectingColumns(due.compactMap(asked.firstIndex(of:)))
    let change = try change(for: delta, of: due, stop: stop)
    let falls = try falls(for: delta, change: change, of: due, stop: stop)
    var share = 1.0
    for index in slack.storage.indices {
      // The slack at the end itself counts as well, as the two sums round differently.
      let fall = max(falls.storage[index], -change.storage[index])
      let room = slack.storage[index]
      if room > fall { continue }
      share = room > 0 ? min(share, 0.999 * room / fall) : 0
    }
    return share
  }

  /// The groups to be checked before the sum of all Δc may be `total`.
  private func due(at total: Double) -> [Int] { bounds.indices.filter { bounds[$0] <= total } }

  /// Σ_i(−M^g_ki)⁺Δc_i = ½(Σ_i|M^g_ki|Δc_i − (M^gΔc)_k), a column for each group asked for.
  private func falls(
    for delta: [Double], change: Matrix, of due: [Int], stop: StopSignal
  ) throws(CoreError) -> Matrix {
    let n = pattern.problem.points
    let gamma = pattern.problem.network.negativeSlope
    let outer = pattern.problem.network.outerWeight
    let sizes = due.flatMap { index in
      zip(delta, groups[index].slopes(points: n, gamma: gamma)).map { $0 * $1 * outer }
    }
    let columns = Matrix(rows: n, columns: due.count, storage: sizes)
    var falls = try pattern.problem.gramTiles.productOfMagnitudes(columns, stop: stop)
    for index in falls.storage.indices {
      falls.storage[index] = 0.5 * (falls.storage[index] - change.storage[index])
    }
    return falls
  }

  func stepsBeforeChange(
    _ delta: [Double], from sums: [Double], stop: StopSignal
  ) throws(CoreError) -> Double {
    let slack = try slack(at: sums, of: all, stop: stop)
    let change = try change(for: delta, of: all, stop: stop)
    var steps = Double.infinity
    for index in slack.storage.indices where change.storage[index] < 0 {
      steps = min(steps, (slack.storage[index] / -change.storage[index]).rounded(.up) - 1)
    }
    return max(0, steps)
  }

  /// What the sum of all Δc may still grow by before the next exact check.
  var remainder: Double { bound - spent }

  mutating func spend(_ amount: Double) { spent += amount }

  private var all: [Int] { Array(bounds.indices) }

  /// slack at c, a column for each group asked for.
  private func slack(
    at sums: [Double], of due: [Int], stop: StopSignal
  ) throws(CoreError) -> Matrix {
    var slack = try change(for: sums, of: due, stop: stop)
    slack.add(selecting(due, of: distance))
    return slack
  }

  /// M^g Δ for any Δ, a column for each group asked for: how the distances change.
  private func change(
    for delta: [Double], of due: [Int], stop: StopSignal
  ) throws(CoreError) -> Matrix {
    let columns = selecting(due, of: pattern.slopes).scalingRows(by: delta)
    var products = try pattern.problem.gramProduct(columns, stop: stop)
    products.multiply(by: selecting(due, of: pattern.orientation))
    return products
  }

  private func selecting(_ due: [Int], of matrix: Matrix) -> Matrix {
    due.count == matrix.columns ? matrix : matrix.selectingColumns(due)
  }

  /// - Parameters:
  ///   - slack: a column for each of the groups.
  ///   - total: the sum of all Δc where it was found.
  private mutating func renew(_ due: [Int], slack: Matrix, at total: Double) {
    let n = pattern.problem.points
    LaneReader.read(slack.storage, pattern.steepest.storage) { slack, steepest in
      for (column, index) in due.enumerated() {
        var least = Lanes(repeating: .infinity)
        for i in stride(from: 0, to: n, by: 8) {
          let width = min(8, n - i)
          let steepness = steepest.lanes(index * n + i, width)
          let ratio = slack.lanes(column * n + i, width) / steepness
          least.replace(with: ratio, where: (steepness .> 0) .& (ratio .< least))
        }
        bounds[index] = total + least.min()
      }
    }
    bound = bounds.min() ?? .infinity
  }
}
