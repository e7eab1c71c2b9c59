// SPDX-License-Identifier: Apache-2.0

/// A way of making a step of the gradient. One entry holds all that depends on it.
///
/// Every entry keeps W in the span of the points and W(0), so that inner products stay enough. Adam, sign descent and ℓ∞ do not: they depend on the coordinates.
public final class Optimizer: Sendable, Equatable {
  /// The word of the language, of exports and of kept sessions; it never changes.
  public let word: String
  /// The step, as a formula.
  public let definition: String
  /// β where none is given; `nil` where there is no velocity.
  public let defaultMomentum: Double?
  /// Whether the velocity is looked at where it leads to, as PyTorch does it.
  let looksAhead: Bool
  /// Whether the gradient is divided by the loss.
  let isNormalized: Bool
  /// Whether a step sees a batch of the points only.
  public let takesBatch: Bool
  /// Whether the gradient's polar factor takes its place.
  let isSpectral: Bool

  init(
    _ word: String, _ definition: String, momentum: Double? = nil, looksAhead: Bool = false,
    isNormalized: Bool = false, takesBatch: Bool = false, isSpectral: Bool = false
  ) {
    self.word = word
    self.definition = definition
    defaultMomentum = momentum
    self.looksAhead = looksAhead
    self.isNormalized = isNormalized
    self.takesBatch = takesBatch
    self.isSpectral = isSpectral
  }

  /// The optimizer of a word; `nil` where there is none.
  public static func named(_ word: String) -> Optimizer? { all.first { $0.word == word } }

  /// Two optimizers are equal if they are the same entry.
  public static func == (a: Optimizer, b: Optimizer) -> Bool { a === b }
}

extension Optimizer {
  /// Every optimizer, in the order of the documentation; the first one is the default.
  public static let all: [Optimizer] = [
    .plain, .normalized, .momentum, .nesterov, .stochastic, .spectral,
  ]

  /// Gradient descent.
  public static let plain = Optimizer("gd", "W ← W − α∇L")

  /// Its margins grow like t and not like ln t, and go on where the loss has long underflowed (Nacson et al. 2019).
  public static let normalized = Optimizer("normalized", "W ← W − α∇L/L", isNormalized: true)

  /// Polyak's heavy ball.
  public static let momentum = Optimizer(
    "momentum", "V ← βV − ∇L, W ← W + αV", momentum: 0.9)

  /// Nesterov's method in PyTorch's form.
  public static let nesterov = Optimizer(
    "nesterov", "V ← βV − ∇L, W ← W + α(βV − ∇L)", momentum: 0.9, looksAhead: true)

  /// Batches are drawn without replacement, each anew.
  public static let stochastic = Optimizer(
    "sgd", "the gradient of a batch, with momentum where it is given", momentum: 0,
    takesBatch: true)

  /// Steepest descent in the spectral norm of W (Carlson et al. 2015; without its momentum it is Muon, Jordan et al. 2024). The step is as long however small
  /// the gradient is; a gradient of 0 moves nothing.
  public static let spectral = Optimizer(
    "spectral",
    "W ← W + αUVᵀ with −∇L = U diag(s) Vᵀ, its singular values s below 1e-12 of the largest left out (Carlson et al. 2015)",
    isSpectral: true)
}

/// An optimizer with its numbers.
public struct OptimizerSettings: Sendable, Equatable {
  /// The way of making a step.
  public var optimizer = Optimizer.plain
  /// β, 0 ≤ β < 1; 0 where the optimizer has none.
  public var momentum = 0.0
  /// Points to a batch; 0 where a step sees all.
  public var batch = 0
  /// λ ≥ 0: the gradient is that of L + λ‖W‖²/2. Neither `normalized` nor `spectral` changes this part: their step is what they make of −∇L, less αλW.
  public var decay = 0.0

  /// Plain gradient descent.
  public init() {}

  /// An optimizer with its numbers; `validate` checks them.
  public init(_ optimizer: Optimizer, momentum: Double = 0, batch: Int = 0, decay: Double = 0) {
    self.optimizer = optimizer
    self.momentum = momentum
    self.batch = batch
    self.decay = decay
  }

  /// Whether it is gradient descent, which has leaps and a faster motion of its own.
  public var isPlain: Bool { optimizer == .plain && decay == 0 }
  /// Whether a velocity is carried from step to step.
  var hasVelocity: Bool { momentum > 0 }

  /// The settings that a run then has: those that are not given stay as they are, but for the numbers that belong to another optimizer.
  public func adopting(_ given: DescentSettings) -> OptimizerSettings {
    var settings = self
    if let optimizer = given.optimizer, optimizer != self.optimizer {
      settings.optimizer = optimizer
      settings.momentum = optimizer.defaultMomentum ?? 0
      settings.batch = optimizer.takesBatch ? 1 : 0
    }
    settings.momentum = given.momentum ?? settings.momentum
    settings.batch = given.batch ?? settings.batch
    settings.decay = given.decay ?? settings.decay
    return settings
  }

  /// - Throws: `.invalid`.
  public func validate(points: Int) throws(CoreError) {
    guard momentum >= 0, momentum < 1 else {
      throw .invalid(key: "momentum", reason: "momentum is at least 0 and less than 1")
    }
    guard momentum == 0 || optimizer.defaultMomentum != nil else {
      let others = Optimizer.all.filter { $0.defaultMomentum != nil }.map(\.word)
      throw .invalid(
        key: "momentum",
        reason: "\(optimizer.word) has no momentum, but \(others.joined(separator: ", ")) have")
    }
    guard decay >= 0, decay.isFinite else {
      throw .invalid(key: "decay", reason: "decay is a finite number ≥ 0")
    }
    guard optimizer.takesBatch ? (1...max(1, points)).contains(batch) : batch == 0 else {
      throw .invalid(
        key: "batch",
        reason: optimizer.takesBatch
          ? "batch lies between 1 and n = \(points)"
          : "\(optimizer.word) sees all points; batches are sgd's")
    }
  }
}
