// SPDX-License-Identifier: Apache-2.0

import BenignCore

/// Keys that several commands share.
extension Key {
  static let file = Key(
    "file", .string, default: "none",
    "the picture is also written there: .svg, .pdf or .png (\(Datum(PictureFile.pixelsOfPNG).shortText) pixels for one) by its ending, .tex for pgfplots"
  )

  static let title = Key("title", .string, default: "none", "stands above the result")

  static func seed(_ meaning: String) -> Key {
    Key("seed", .whole(Interval(0, 0x1p53 - 1, "0 … 2⁵³ − 1")), default: "0", meaning)
  }

  static let learningRate = Key(
    "lr", .orWord(.real(.positive), "auto"), default: "auto at t = 0, then as at the last step",
    "α, the step size")

  static let loss = loss(of: Loss.all)

  /// Gradient flow needs a smooth loss.
  static let smoothLoss = loss(of: Loss.smooth)

  private static func loss(of losses: [Loss]) -> Key {
    let formulas = losses.map { "\($0.word) \($0.definition)" }.joined(separator: ", ")
    return Key(
      "loss", .words(losses.map(\.word)), default: losses[0].word,
      "ℓ(u) of a margin u: \(formulas); fixed after t = 0")
  }

  /// The keys of an optimizer and its numbers.
  static let optimization = [
    Key(
      "optimizer", .words(Optimizer.all.map(\.word)),
      default: "gd at t = 0, then as at the last step",
      Optimizer.all.map { "\($0.word): \($0.definition)" }.joined(separator: "; ")),
    Key(
      "momentum", .real(Interval(.included(0), .excluded(1), "0 … < 1")),
      default: "none; with momentum and nesterov 0.9, with sgd 0",
      "β, for \(Optimizer.all.filter { $0.defaultMomentum != nil }.map(\.word).joined(separator: ", "))"
    ),
    Key(
      "batch", .whole(Interval(1, 0x1p53, "1 … n")), default: "none; with sgd 1",
      "points to a step of sgd, drawn without replacement; the same network.seed, the same batches"),
    Key(
      "decay", .real(.nonNegative),
      default: "0 at t = 0, then as at the last step",
      "λ, weight decay: the gradient is ∇L + λW"),
  ]

  static let reduction = Key(
    "reduction", .words(Reduction.allCases.map(\.rawValue)), default: "sum",
    "how the losses of the points become one number; fixed after t = 0")
}
