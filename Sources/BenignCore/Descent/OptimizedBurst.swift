// SPDX-License-Identifier: Apache-2.0

/// A place in a fixed pattern: W = ωW(t₀) + νV(t₀) + Σ_i a_j ỹ_i D_ij c_i x_i, and V likewise with d.
struct OptimizedPlace {
  /// ω and ν of W, and of V.
  var weights = SIMD2(1.0, 0.0)
  var velocity = SIMD2(0.0, 1.0)
  /// c and d.
  var sums, velocitySums: [Lanes]
  /// Kc and Kd, which are moved with them where a step sees few points.
  var images, velocityImages: [Lanes]
  /// Steps since the images were computed anew.
  var stepsSinceRenewal = 0

  init(_ zeros: [Lanes]) {
    (sums, velocitySums, images, velocityImages) = (zeros, zeros, zeros, zeros)
  }

  mutating func renewImages(by kernel: SymmetricTiles) {
    (images, velocityImages) = kernel.products(sums, velocitySums)
    stepsSinceRenewal = 0
  }
}

/// The place at which the pattern was last looked at, and how far from there it is known to stay: while
/// |ω − ω₁|·r₀ + |ν − ν₁|·r₁ + Σ|c − c₁|·r₂ < 1.
struct PatternCheck {
  var place = SIMD2(1.0, 0.0)
  var sums: [Lanes] = []
  /// r.
  var reach = SIMD3(0.0, 0.0, 0.0)

  /// Σ|c − c₁|.
  func change(to sums: [Lanes]) -> Double {
    var change = Lanes.zero
    for i in sums.indices { change += Self.magnitude(sums[i] - self.sums[i]) }
    return change.sum()
  }

  @inline(__always)
  static func magnitude(_ lanes: Lanes) -> Lanes {
    lanes.replacing(with: -lanes, where: lanes .< 0)
  }

  /// Whether the pattern is known to stay at (ω, ν) and at this Σ|c − c₁|.
  @inline(__always)
  func allows(_ weights: SIMD2<Double>, change: Double) -> Bool {
    let moved = weights - place
    var spent = change * reach[2]
    // 0·∞ is no number where a neuron stands on its kink.
    if moved[0] != 0 { spent += abs(moved[0]) * reach[0] }
    if moved[1] != 0 { spent += abs(moved[1]) * reach[1] }
    return spent < 0.999
  }
}

/// Many steps of an optimizer in a fixed pattern in one loop, until something needs more than comparisons.
///
/// u = ωu(t₀) + νu_V + Kc. Where steps see few points Kc is moved by their columns of K alone.
struct OptimizedBurst {
  /// The parts of a phase that stay.
  struct Base {
    /// K.
    let tiles: SymmetricTiles
    /// K by columns, where steps see few points.
    let columns: PaddedColumns?
    /// u(t₀) and u_V.
    let margins, velocityMargins: [Lanes]

    /// ωu(t₀) + νu_V.
    func margins(at weights: SIMD2<Double>) -> [Lanes] {
      zip(margins, velocityMargins).map { weights[0] * $0 + weights[1] * $1 }
    }
  }

  struct Settings {
    var steps: Int
    let step: OptimizedStep
    let rule: PointWeights
    /// t at the first step.
    let clock: Double
    /// Σℓ beyond this is not representable.
    let largestLoss: Double
  }

  struct Result {
    var steps = 0
    var increases = 0
    /// Whether one step more was taken than counted, into a state that is not representable.
    var isSpoilt = false
  }

  private let base: Base
  private let check: PatternCheck
  private(set) var place: OptimizedPlace
  /// u; beyond the last point margins are so large that they neither descend nor count.
  private(set) var margins: LaneVector

  init(base: Base, check: PatternCheck, place: OptimizedPlace, margins: [Double]) {
    (self.base, self.check, self.place) = (base, check, place)
    self.margins = LaneVector(margins, padding: 1e300)
  }

  mutating func run(_ settings: Settings, _ loss: Loss) -> Result {
    loss.formulas.run(&self, settings)
  }

  fileprivate mutating func run<Formulas: LossFormulas>(
    _ settings: Settings, by formulas: Formulas.Type
  ) -> Result {
    let count = base.tiles.tiles
    var work =
      place.sums + place.velocitySums + place.images + place.velocityImages + margins.lanes
      + base.margins + base.velocityMargins + check.sums
    work += [Lanes](repeating: .zero, count: 3 * count)
    var result = Result()
    work.withUnsafeMutableBufferPointer { work in
      guard let start = work.baseAddress else { return }
      let rows = Rows(start, count: count, points: margins.count)
      var now = formulas.evaluate(rows.margins, into: rows.descents, count: count).loss
      while result.steps < settings.steps {
        guard move(rows, settings, result.steps, loss: now) else { return }
        let next = formulas.evaluate(rows.margins, into: rows.descents, count: count).loss
        if !(next < settings.largestLoss) {
          result.isSpoilt = true
          return
        }
        result.steps += 1
        if TrainingProgress.isRise(from: now, to: next) { result.increases += 1 }
        now = next
      }
    }
    func row(_ index: Int) -> [Lanes] { Array(work[index * count..<(index + 1) * count]) }
    (place.sums, place.velocitySums) = (row(0), row(1))
    (place.images, place.velocityImages) = (row(2), row(3))
    margins.lanes = row(4)
    return result
  }

  /// A step; `false` where it needs more than comparisons, and nothing has changed.
  ///
  /// - Parameters:
  ///   - steps: those since the burst began.
  ///   - loss: Σℓ(u).
  @inline(__always)
  private mutating func move(
    _ rows: Rows, _ settings: Settings, _ steps: Int, loss: Double
  ) -> Bool {
    let (rule, step) = (settings.rule, settings.step)
    let weight = rule.reduction.weight(points: margins.count)
    var batch: [Int]?
    if rule.isPartial {
      let drawn = rule.batch(settings.clock + Double(steps))
      rows.weigh(drawn, by: rule.shareInBatch)
      batch = drawn
    } else if step.optimizer.isNormalized {
      guard weight * loss > PointWeights.leastLoss else { return false }
      rows.weigh(by: 1 / loss)
    } else {
      rows.weigh(by: weight)
    }
    var next = (place.weights, place.velocity)
    step.move(&next.0, &next.1, by: .zero)
    guard check.allows(next.0, change: rows.change(step)) else { return false }
    (place.weights, place.velocity) = next
    rows.moveSums(step)
    guard let columns = base.columns, let batch else {
      rows.addProduct(base.tiles, at: next.0)
      return true
    }
    rows.moveImages(step, columns, batch)
    place.stepsSinceRenewal += 1
    if place.stepsSinceRenewal >= DescentMotion.refreshInterval {
      rows.renewImages(by: base.tiles)
      place.stepsSinceRenewal = 0
    }
    rows.addImages(at: next.0)
    return true
  }
}

/// The rows that a burst works on, one after the other in memory.
private struct Rows {
  private let sums, velocitySums, images, velocityImages: UnsafeMutablePointer<Lanes>
  /// u, and −ℓ′(u).
  let margins, descents: UnsafeMutablePointer<Lanes>
  private let base, velocityBase, checked: UnsafeMutablePointer<Lanes>
  /// The points' weights, and K times these.
  private let pulls, imagePulls: UnsafeMutablePointer<Lanes>
  private let count: Int
  /// The lanes of the last tile behind the last point.
  private let padding: SIMDMask<Lanes.MaskStorage>

  init(_ start: UnsafeMutablePointer<Lanes>, count: Int, points: Int) {
    self.count = count
    sums = start
    velocitySums = start + count
    images = start + 2 * count
    velocityImages = start + 3 * count
    margins = start + 4 * count
    base = start + 5 * count
    velocityBase = start + 6 * count
    checked = start + 7 * count
    descents = start + 8 * count
    pulls = start + 9 * count
    imagePulls = start + 10 * count
    var padding = SIMDMask<Lanes.MaskStorage>(repeating: false)
    for lane in 0..<8 where 8 * (count - 1) + lane >= points { padding[lane] = true }
    self.padding = padding
  }

  @inline(__always)
  func weigh(by factor: Double) {
    for i in 0..<count { pulls[i] = factor * descents[i] }
  }

  /// The weights of these points, 0 for all others.
  @inline(__always)
  func weigh(_ batch: [Int], by factor: Double) {
    for i in 0..<count { pulls[i] = .zero }
    for point in batch { pulls[point >> 3][point & 7] = factor * descents[point >> 3][point & 7] }
  }

  /// Σ|c − c₁| after the step.
  @inline(__always)
  func change(_ step: OptimizedStep) -> Double {
    var change = Lanes.zero
    for i in 0..<count {
      var (sum, velocity) = (sums[i], velocitySums[i])
      step.move(&sum, &velocity, by: pulls[i])
      change += PatternCheck.magnitude(sum - checked[i])
    }
    return change.sum()
  }

  @inline(__always)
  func moveSums(_ step: OptimizedStep) {
    for i in 0..<count { step.move(&sums[i], &velocitySums[i], by: pulls[i]) }
  }

  @inline(__always)
  func moveImages(_ step: OptimizedStep, _ columns: PaddedColumns, _ batch: [Int]) {
    for i in 0..<count { imagePulls[i] = .zero }
    for point in batch {
      let pull = Lanes(repeating: pulls[point >> 3][point & 7])
      if pull[0] == 0 { continue }
      _ = columns.withColumn(point) { column in
        for i in 0..<count { imagePulls[i] = imagePulls[i].addingProduct(pull, column[i]) }
        return true
      }
    }
    for i in 0..<count { step.move(&images[i], &velocityImages[i], by: imagePulls[i]) }
  }

  func renewImages(by kernel: SymmetricTiles) {
    for (vector, image) in [(sums, images), (velocitySums, velocityImages)] {
      for i in 0..<count { image[i] = .zero }
      kernel.addProduct(vector, to: image, into: image)
    }
  }

  /// u from Kc as it is known.
  @inline(__always)
  func addImages(at weights: SIMD2<Double>) {
    setMargins(at: weights)
    for i in 0..<count { margins[i] += images[i] }
    pad()
  }

  /// u from Kc, computed anew.
  @inline(__always)
  func addProduct(_ kernel: SymmetricTiles, at weights: SIMD2<Double>) {
    setMargins(at: weights)
    kernel.addProduct(sums, to: margins, into: margins)
    pad()
  }

  @inline(__always)
  private func setMargins(at weights: SIMD2<Double>) {
    for i in 0..<count { margins[i] = weights[0] * base[i] + weights[1] * velocityBase[i] }
  }

  @inline(__always)
  private func pad() {
    margins[count - 1].replace(with: 1e300, where: padding)
  }
}

extension LossFormulas {
  static func run(
    _ burst: inout OptimizedBurst, _ settings: OptimizedBurst.Settings
  ) -> OptimizedBurst.Result {
    burst.run(settings, by: Self.self)
  }
}
