// SPDX-License-Identifier: Apache-2.0

/// How one step moves W and its velocity V: V ← βV + g − λW, then W ← W + αV, or W ← W + α(g − λW + βV) where it looks ahead.
///
/// It is linear in W, V and g, so that the same rule moves matrices, their images under X, and coefficients of what W was before.
struct OptimizedStep {
  let optimizer: Optimizer
  /// α, β and λ.
  let rate, momentum, decay: Double
  let hasVelocity: Bool
  private let looksAhead: Bool

  init(settings: OptimizerSettings, rate: Double) {
    optimizer = settings.optimizer
    self.rate = rate
    (momentum, decay) = (settings.momentum, settings.decay)
    hasVelocity = settings.hasVelocity
    looksAhead = settings.optimizer.looksAhead
  }

  /// One entry, or eight.
  @inline(__always)
  func move<Number: SIMD>(_ w: inout Number, _ v: inout Number, by gradient: Number)
  where Number.Scalar == Double {
    let pull = gradient - decay * w
    guard hasVelocity else {
      w += rate * pull
      return
    }
    v = momentum * v + pull
    w += looksAhead ? rate * (pull + momentum * v) : rate * v
  }

  /// A column of W (or of X Wᵀ) and of V, by a column of the gradient's.
  func move(
    _ w: inout Matrix, _ v: inout Matrix?, column: Int, by gradient: Matrix, _ source: Int
  ) {
    let n = w.rows
    w.storage.withUnsafeMutableBufferPointer { w in
      gradient.storage.withUnsafeBufferPointer { g in
        func run(_ v: UnsafeMutableBufferPointer<Double>?) {
          for i in stride(from: 0, to: n, by: 8) {
            let width = min(8, n - i)
            var weight = w.lanes(column * n + i, width)
            var velocity = v?.lanes(column * n + i, width) ?? .zero
            move(&weight, &velocity, by: g.lanes(source * n + i, width))
            w.store(weight, at: column * n + i, width)
            v?.store(velocity, at: column * n + i, width)
          }
        }
        if v == nil { run(nil) } else { v?.storage.withUnsafeMutableBufferPointer { run($0) } }
      }
    }
  }
}

/// V by its images and coefficients, as W is kept.
public struct Velocity: Sendable, Equatable {
  /// X Vᵀ (n×m).
  public var preactivations: Matrix
  /// C (n×m): v_j = s_V w_j(0) + Σ_i C_ij x_i.
  public var coefficients: Matrix
  /// s_V.
  public var initialScale: Double

  /// All parts; `Experiment.restore` checks the shapes.
  public init(preactivations: Matrix, coefficients: Matrix, initialScale: Double) {
    (self.preactivations, self.coefficients) = (preactivations, coefficients)
    self.initialScale = initialScale
  }

  /// A state at rest.
  init(of problem: TrainingProblem) {
    preactivations = Matrix(rows: problem.points, columns: problem.neurons)
    coefficients = preactivations
    initialScale = 0
  }
}

/// The weights that a step gives the points: −ℓ′(u_i) times what the optimizer makes of them.
struct PointWeights {
  let settings: OptimizerSettings
  let loss: Loss
  let reduction: Reduction
  let points: Int
  /// The seed of the batches.
  let seed: UInt64

  /// - Parameters:
  ///   - descents: −ℓ′(u) (n).
  ///   - total: L(u), by the reduction.
  ///   - step: t, which names the batch.
  func weights(_ margins: [Double], descents: [Double], total: Double, step: Double) -> [Double] {
    let weight = reduction.weight(points: points)
    if settings.optimizer.isNormalized {
      guard total > Self.leastLoss else { return normalized(margins) }
      return descents.map { weight * $0 / total }
    }
    // A polar factor does not depend on the gradient's size.
    if settings.optimizer.isSpectral, total <= Self.leastLoss { return normalized(margins) }
    guard settings.optimizer.takesBatch else {
      return weight == 1 ? descents : descents.map { weight * $0 }
    }
    var weights = [Double](repeating: 0, count: points)
    for i in batch(step) { weights[i] = shareInBatch * descents[i] }
    return weights
  }

  /// −ℓ′(u_i)/Σℓ(u) where both are too small for numbers.
  private func normalized(_ margins: [Double]) -> [Double] {
    guard let formulas = loss.smoothFormulas else { return margins.map { _ in 0 } }
    let descents = loss.scaledDescents(margins).descents
    let total = zip(descents, margins).reduce(0) { $0 + $1.0 * formulas.farQuotient($1.1) }
    return total > 0 ? descents.map { $0 / total } : descents.map { _ in 0 }
  }

  /// −ℓ′ and L are below the normal numbers from here on.
  static let leastLoss = 1e-280

  /// The weight of a point of a batch.
  var shareInBatch: Double { reduction == .mean ? 1 / Double(settings.batch) : 1 }

  /// Whether a step sees some of the points only.
  var isPartial: Bool { settings.optimizer.takesBatch && settings.batch < points }

  /// Different points, drawn from a stream of their own for each step (Floyd's way).
  func batch(_ step: Double) -> [Int] {
    guard isPartial else { return Array(0..<points) }
    var stream = RandomStream(seed: seed, purpose: .batches, row: Int(saturating: step))
    var chosen = [Bool](repeating: false, count: points)
    var batch: [Int] = []
    batch.reserveCapacity(settings.batch)
    for last in points - settings.batch..<points {
      let drawn = Int(stream.next().multipliedFullWidth(by: UInt64(last + 1)).high)
      let point = chosen[drawn] ? last : drawn
      chosen[point] = true
      batch.append(point)
    }
    return batch
  }
}
