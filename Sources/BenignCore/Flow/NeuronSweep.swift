// SPDX-License-Identifier: Apache-2.0

/// Carries neurons over one step of flow with given slopes v, from kink to kink.
///
/// In one pattern a neuron's products move on cubics with (A, B, E) = a_jG(ỹ∘D_j∘(p₀, p₁/2, p₂/3)). Where h_i changes sign D_ij changes, and with it the
/// cubics of this neuron by multiples of column i of G.
struct NeuronSweep {
  /// What stays as it is from sweep to sweep.
  struct Setting {
    let problem: TrainingProblem
    /// Of G.
    let columns: PaddedColumns
    /// ỹ, zeros beyond.
    let labels: [Lanes]

    init(_ problem: TrainingProblem) {
      self.problem = problem
      columns = PaddedColumns(problem.design.gram)
      labels = LaneVector(problem.labels).lanes
    }
  }

  private let setting: Setting
  private let parabolas: Parabolas
  private let size: Double
  /// ∫v over the whole step (n).
  private let integrals: [Lanes]
  private(set) var preactivations: Matrix
  private(set) var coefficients: Matrix
  /// u at the four quarters of the step.
  private var quarters: [[Lanes]]
  /// Each neuron's kinks: in the next sweep over the same step they hardly differ.
  private(set) var kinks: [[NeuronPath.Kink]]

  /// - Parameter kinks: of the last sweep over the same step, or empty.
  init(
    _ state: TrainingState, parabolas: Parabolas, kinks: [[NeuronPath.Kink]], in setting: Setting
  ) {
    let size = parabolas.size
    self.kinks = kinks.isEmpty ? .init(repeating: [], count: setting.problem.neurons) : kinks
    self.setting = setting
    self.parabolas = parabolas
    self.size = size
    let n = setting.problem.points
    integrals = LaneVector((0..<n).map { parabolas.integral($0, to: size) }).lanes
    preactivations = state.preactivations
    coefficients = state.coefficients
    quarters = [[Lanes]](
      repeating: [Lanes](repeating: .zero, count: setting.labels.count), count: 4)
  }

  /// u at the four quarters of the step (n each).
  var margins: [[Double]] { quarters.map { $0.values(setting.problem.points) } }

  /// - Parameter rates: A, B and E of the neuron at the beginning, in lanes.
  /// - Returns: the time at which the neuron would slide along a kink, or `nil` where it passed all of them.
  mutating func carry(neuron j: Int, rates: [[Lanes]]) -> Double? {
    let n = setting.problem.points
    let outer = setting.problem.network.outerWeight * setting.problem.network.sign(ofNeuron: j)
    var path = NeuronPath(preactivations.column(j), rates: rates, size: size)
    let hints = kinks[j]
    kinks[j].removeAll(keepingCapacity: true)
    var time = 0.0
    var quarter = 1
    while true {
      let count = kinks[j].count
      let guess = count < hints.count ? hints[count] : nil
      guard let kink = path.nextKink(after: time, guess: guess) else { break }
      kinks[j].append(kink)
      time = kink.time
      while quarter <= 4, size * Double(quarter) / 4 <= time { addMargins(path, outer, &quarter) }
      if !turn(&path, neuron: j, point: kink.point, at: time) || count > 20 * n { return time }
    }
    while quarter <= 4 { addMargins(path, outer, &quarter) }
    finish(path, neuron: j, outer)
    return nil
  }

  /// b_ij += a_jỹ_iD_ij ∫v_i since its last change, then D_ij changes.
  ///
  /// - Returns: whether the neuron can pass, and is not driven back by the new slope.
  private mutating func turn(
    _ path: inout NeuronPath, neuron j: Int, point i: Int, at s: Double
  ) -> Bool {
    let network = setting.problem.network
    let factor = network.outerWeight * network.sign(ofNeuron: j) * setting.problem.labels[i]
    let wasActive = path.isActive(i)
    let integral = path.settle(i, integral: parabolas.integral(i, to: s))
    coefficients.storage[i + j * setting.problem.points] +=
      factor * (wasActive ? 1 : network.negativeSlope) * integral
    let change = factor * (wasActive ? network.negativeSlope - 1 : 1 - network.negativeSlope)
    let p = parabolas.coefficients
    let rates = (change * p[0][i], change * p[1][i] / 2, change * p[2][i] / 3)
    return setting.columns.withColumn(i) { column in
      path.turn(i, at: s, rates: rates, column: column)
    } ?? true
  }

  private mutating func addMargins(_ path: NeuronPath, _ outer: Double, _ quarter: inout Int) {
    let s = size * Double(quarter) / 4
    let low = outer * setting.problem.network.negativeSlope
    for (k, tile) in path.tiles.enumerated() {
      let value = tile.value(s)
      let weight = Lanes(repeating: low).replacing(with: outer, where: value .> 0)
      quarters[quarter - 1][k] += setting.labels[k] * weight * value
    }
    quarter += 1
  }

  private mutating func finish(_ path: NeuronPath, neuron j: Int, _ outer: Double) {
    let n = setting.problem.points
    let low = outer * setting.problem.network.negativeSlope
    for (k, tile) in path.tiles.enumerated() {
      let isActive = tile.side .> 0
      let weight = Lanes(repeating: low).replacing(with: outer, where: isActive)
      let added = setting.labels[k] * weight * (integrals[k] - tile.since)
      // Rounding must not contradict the pattern that was followed.
      let active = tile.end.replacing(with: .leastNormalMagnitude, where: tile.end .<= 0)
      let inactive = tile.end.replacing(with: -0.0, where: tile.end .> 0)
      let end = inactive.replacing(with: active, where: isActive)
      let width = min(8, n - 8 * k)
      let place = 8 * k + j * n
      coefficients.storage.withUnsafeMutableBufferPointer { b in
        b.store(b.lanes(place, width) + added, at: place, width)
      }
      preactivations.storage.withUnsafeMutableBufferPointer { h in
        h.store(end, at: place, width)
      }
    }
  }
}
