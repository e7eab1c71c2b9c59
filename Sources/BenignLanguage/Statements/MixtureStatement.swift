// SPDX-License-Identifier: Apache-2.0

import BenignCore

extension Command {
  static let mixture = Command(
    name: "mixture", usage: "mixture [KIND] n= p= mu= …",
    summary: """
      Defines and samples the data x = y·μ + σ·ξ; the network's definition is kept and \
      initialised again; t = 0.
      """,
    example: "mixture gaussian n=100 p=20_000 mu=8 seed=1", arguments: .expression(key: "kind"),
    keys: mixtureKeys, effect: .changes
  ) { (invocation, session) throws(Diagnostic) in
    let mixture = try invocation.mixture(session)
    try invocation.locating { () throws(CoreError) in
      try session.experiment.define(mixture, shouldStop: invocation.environment.shouldStop)
    }
    invocation.say("mixture \(mixture.kindName): \(mixture.document.shortText)")
    if Double(mixture.points) > mixture.dimension {
      invocation.warn("n > p: the points may not be separable, and then there is no direction.")
    }
  }

  private static let mixtureKeys = [
    Key(
      "kind", .words(["gaussian"]), default: "gaussian",
      "law of the noise ξ (also as the first word)"),
    Key("n", .whole(Interval(1, 1e6, "1 … 10⁶")), default: "required", "training points"),
    Key("p", .whole(Interval(1, 0x1p53, "1 … 2⁵³")), default: "required", "dimension"),
    Key("mu", .real(.nonNegative), default: "required", "‖μ‖"),
    Key("noise", .real(.positive), default: "1", "σ in x = y·μ + σ·ξ"),
    Key(
      "flip", .real(Interval(0, 0.5, "0 … 0.5")), default: "0",
      "η, the probability that an observed label is flipped"),
    .seed("the same seed gives the same y and ξ whatever mu, noise, flip and network"),
  ]
}

extension Invocation {
  fileprivate func mixture(_ session: Session) throws(Diagnostic) -> Mixture {
    try checkKind(session)
    let points = try required("n")
    let dimension = try required("p")
    let meanNorm = try required("mu")
    return Mixture(
      noise: .gaussian, points: Int(points), dimension: dimension, meanNorm: meanNorm,
      noiseLevel: number("noise") ?? 1, flip: number("flip") ?? 0,
      seed: UInt64(number("seed") ?? 0))
  }

  /// The first word is the value of `kind`.
  private func checkKind(_ session: Session) throws(Diagnostic) {
    guard let word = expressions.first, let key = Command.mixture.key("kind") else { return }
    guard settings["kind"] == nil else {
      throw Diagnostic(
        .invalidArgument, "The kind is given twice: as the first word and as a key.",
        at: range(of: "kind"), expected: "one of the two")
    }
    do {
      _ = try key.accept(
        try Evaluator(environment: environment).value(of: word, for: key, in: Scope(session)))
    } catch {
      throw error.located(at: word.range)
    }
  }
}

extension Mixture {
  /// The word of the language for the noise.
  var kindName: String {
    switch noise {
    case .gaussian: "gaussian"
    case .rademacher: "rademacher"
    case .uniform: "uniform"
    case .student: "student"
    case .pareto: "pareto"
    }
  }

  /// The keys that define it again.
  var document: Datum {
    .object([
      .init("n", .number(Double(points))), .init("p", .number(dimension)),
      .init("mu", .number(meanNorm)), .init("noise", .number(noiseLevel)),
      .init("flip", .number(flip)), .init("seed", .number(Double(seed))),
    ])
  }
}
