// SPDX-License-Identifier: Apache-2.0

import Concurrency

/// Carries neurons over one step of flow with given slopes v, from kink to kink.
///
/// In one pattern a neuron's products move on cubics with (A, B, E) = a_jG(ỹ∘D_j∘(p₀, p₁/2, p₂/3)). Where h_i changes sign D_ij changes, and with it the
/// cubics of this neuron by multiples of column i of G.
struct NeuronSweep {
  /// What stays as it is from sweep to sweep.
  struct Setting {
    let problem: TrainingProblem
    /// The columns of G.
    let columns: PaddedColumns
    /// ỹ, zeros beyond.
    let labels: [Lanes]
    let parallels: ParallelPoints

    init(_ problem: TrainingProblem) {
      self.problem = problem
      columns = problem.gramColumns
      labels = LaneVector(problem.labels).lanes
      parallels = ParallelPoints(of: problem.design.gram)
    }
  }

  private let setting: Setting
  let parabolas: Parabolas
  private let size: Double
  /// H at the beginning (n×m).
  private let start: Matrix
  /// ỹ∘(p₀, p₁/2, p₂/3): what an active point adds to A, B and E, but for its weight and its column of G (n).
  private let slopes: [SIMD3<Double>]
  /// u at the four quarters of the step.
  private var quarters: [[Lanes]]
  /// The walks of the neurons that were carried so far.
  private var walks: [KinkWalk?]

  init(_ state: TrainingState, parabolas: Parabolas, in setting: Setting) {
    self.setting = setting
    self.parabolas = parabolas
    size = parabolas.size
    start = state.preactivations
    let p = parabolas.coefficients
    slopes = setting.problem.labels.indices.map { i in
      setting.problem.labels[i] * SIMD3(p[0][i], p[1][i] / 2, p[2][i] / 3)
    }
    quarters = [[Lanes]](
      repeating: [Lanes](repeating: .zero, count: setting.labels.count), count: 4)
    walks = [KinkWalk?](repeating: nil, count: setting.problem.neurons)
  }

  /// u at the four quarters of the step (n each).
  var margins: [[Double]] { quarters.map { $0.values(setting.problem.points) } }

  /// - Parameters:
  ///   - coefficients: A, B and E at the beginning.
  ///   - column: the neuron's in them.
  ///   - earlier: the last sweep over the same step, whose kinks hardly differ.
  /// - Returns: the time at which the neuron would slide along a kink, or `nil` where it passed all of them.
  mutating func carry(
    neuron j: Int, coefficients: NeuronPath.Coefficients, column: Int, after earlier: NeuronSweep?,
    stop: StopSignal
  ) throws(CoreError) -> Double? {
    let path = NeuronPath(start, neuron: j, coefficients: coefficients, column: column, size: size)
    let isStraight = parabolas.areConstant
    let hints =
      isStraight ? [] : earlier?.walks[j]?.passed.reversed() ?? path.likelyKinks()
    let pull = KinkWalk.Pull(
      slopes: slopes, weight: outer(j) * (1 - setting.problem.network.negativeSlope),
      rests: setting.problem.network.isReLU, columns: setting.columns, parallels: setting.parallels)
    var walk = KinkWalk(path, hints: hints, pull: pull)
    // Quarter by quarter: where one ends, no kink before it may be missing.
    for quarter in 1...4 {
      let end = size * Double(quarter) / 4
      let time =
        isStraight
        ? try walk.goStraight(to: end, stop: stop)
        : try walk.go(to: end, stop: stop)
      if let time { return time }
      addMargins(walk.path, outer(j), quarter)
    }
    walks[j] = walk
    return nil
  }

  private func outer(_ j: Int) -> Double {
    setting.problem.network.outerWeight * setting.problem.network.sign(ofNeuron: j)
  }

  private mutating func addMargins(_ path: NeuronPath, _ outer: Double, _ quarter: Int) {
    let s = size * Double(quarter) / 4
    let low = outer * setting.problem.network.negativeSlope
    quarters[quarter - 1].withUnsafeMutableBufferPointer { margins in
      for (k, tile) in path.tiles.enumerated() {
        let value = tile.value(s)
        let weight = Lanes(repeating: low).replacing(with: outer, where: value .> 0)
        margins[k] += setting.labels[k] * weight * value
      }
    }
  }

  /// Writes H and B at the end of the step.
  func finish(_ state: inout TrainingState) {
    let n = setting.problem.points
    let integrals = LaneVector((0..<n).map { parabolas.integral($0, to: size) }).lanes
    for (j, walk) in walks.enumerated() {
      if let walk { finish(&state, walk, integrals: integrals, neuron: j) }
    }
  }

  /// b_ij += a_jỹ_i ∫D_ijv_i: between kinks at once, and up to the end for all points.
  private func finish(
    _ state: inout TrainingState, _ walk: KinkWalk, integrals: [Lanes], neuron j: Int
  ) {
    let n = setting.problem.points
    let outer = outer(j)
    let low = outer * setting.problem.network.negativeSlope
    // ∫v up to each point's last change of side.
    var since = [Lanes](repeating: .zero, count: integrals.count)
    var wasActive = start.column(j).map { $0 > 0 }
    for kink in walk.passed {
      let (i, k, lane) = (kink.point, kink.point >> 3, kink.point & 7)
      let integral = parabolas.integral(i, to: kink.time)
      state.coefficients.storage[i + j * n] +=
        (wasActive[i] ? outer : low) * setting.problem.labels[i] * (integral - since[k][lane])
      since[k][lane] = integral
      wasActive[i].toggle()
    }
    for (k, tile) in walk.path.tiles.enumerated() {
      let isActive = tile.side .> 0
      let weight = Lanes(repeating: low).replacing(with: outer, where: isActive)
      let added = setting.labels[k] * weight * (integrals[k] - since[k])
      let width = min(8, n - 8 * k)
      let place = 8 * k + j * n
      state.coefficients.storage.withUnsafeMutableBufferPointer { b in
        b.store(b.lanes(place, width) + added, at: place, width)
      }
      state.preactivations.storage.withUnsafeMutableBufferPointer { h in
        h.store(tile.end(size), at: place, width)
      }
    }
  }
}

extension NeuronPath.Tile {
  /// h at the end: rounding must not contradict the pattern that was followed.
  fileprivate func end(_ size: Double) -> Lanes {
    let value = value(size)
    let active = value.replacing(with: .leastNormalMagnitude, where: value .<= 0)
    let inactive = value.replacing(with: -0.0, where: value .> 0)
    return inactive.replacing(with: active, where: side .> 0)
  }
}
