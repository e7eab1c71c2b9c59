// SPDX-License-Identifier: Apache-2.0

import BenignCore

extension Command {
  static let mixture = Command(
    name: "mixture", usage: "mixture [KIND] n= p= mu= …",
    summary: """
      Defines and samples the data x = y·μ + σ·P·Σ^½·ξ, or other clusters; the network's definition is kept and \
      initialised again; t = 0.
      """,
    example: "mixture gaussian n=100 p=20_000 mu=8 seed=1", arguments: .expression(key: "kind"),
    keys: mixtureKeys, effect: .changes
  ) { (invocation, session) throws(Diagnostic) in
    let mixture = try invocation.mixture(session)
    try invocation.locating { () throws(CoreError) in
      try session.experiment.define(mixture, stop: invocation.environment.stop)
    }
    invocation.say("mixture \(mixture.kindName): \(mixture.document.shortText)")
    invocation.warnOfData(session.experiment)
  }

  private static let mixtureKeys =
    commonKeys + NoiseLaw.all.compactMap(\.parameterKey) + [
      .seed("the same seed gives the same y and ξ whatever mu, noise, flip and network")
    ]

  private static let commonKeys = [
    Key(
      "kind", .words(NoiseLaw.all.map(\.word)), default: "gaussian",
      "law of the noise ξ (also as the first word)"),
    Key("n", .whole(Interval(1, 1e6, "1 … 10⁶")), default: "required", "training points"),
    Key(
      "p", .whole(Interval(1, 0x1p53, "1 … 2⁵³")), default: "required, or the sum of cov",
      "dimension"),
    Key("mu", .real(.nonNegative), default: "required", "‖μ‖"),
    Key(
      "cov", .covariance, default: Covariance.isotropic.datum.shortText,
      "Σ by its spectrum; powerlaw(s): λ_j = j^−s"),
    Key(
      "mean", .meanDirection, default: "spread",
      "equal coordinates, or along eigenvector k in the order of cov"),
    Key(
      "clusters", .orWord(.orWord(.whole(Interval(2, 1e4, "2 … 10⁴")), "pair"), "xor"),
      default: "pair",
      """
      pair: ±μ; xor: ±μ₁ are +1, ±μ₂ are −1; k: k orthogonal means, labels +1, −1, +1, …; all of norm mu, \
      along eigenvectors k, k + 1, … where mean is axis(k)
      """),
    Key(
      "balance", .real(Interval(.excluded(0), .excluded(1), "0 < π < 1")), default: "0.5",
      "π, the probability of y = +1, shared equally by the clusters of that label"),
    Key("noise", .real(.positive), default: "1", "σ in x = y·μ + σ·P·Σ^½·ξ"),
    Key("orthogonal", .boolean, default: "false", "ξ projected orthogonally to μ"),
    Key(
      "flip", .real(Interval(0, 0.5, "0 … 0.5")), default: "0",
      "η, the probability that an observed label is flipped"),
  ]
}

extension Invocation {
  fileprivate func mixture(_ session: Session) throws(Diagnostic) -> Mixture {
    let kind = try kind(session)
    for law in NoiseLaw.all where law.word != kind {
      guard let key = law.parameter?.name, settings[key] != nil else { continue }
      throw law.refusal(of: key, kind: kind).located(at: range(of: key))
    }
    return try given.mixture(kind: kind, besides: nil)
  }

  /// The first word is the value of `kind`.
  private func kind(_ session: Session) throws(Diagnostic) -> String {
    guard let word = expressions.first, let key = Command.mixture.key("kind") else {
      return text("kind") ?? NoiseLaw.gaussian.word
    }
    guard settings["kind"] == nil else {
      throw Diagnostic(
        .invalidArgument, "The kind is given twice: as the first word and as a key.",
        at: range(of: "kind"), expected: "one of the two")
    }
    do {
      let value = try key.accept(
        try Evaluator(environment: environment).value(of: word, for: key, in: Scope(session)))
      guard case .text(let text) = value else { return NoiseLaw.gaussian.word }
      return text
    } catch {
      throw error.located(at: word.range)
    }
  }
}

extension GivenSettings {
  /// - Parameter present: what is not given stays as it is there.
  func mixture(kind: String?, besides present: Mixture?) throws(Diagnostic) -> Mixture {
    let word = kind ?? present?.kindName ?? NoiseLaw.gaussian.word
    let noise = try noise(word, besides: present?.noise)
    let covariance = settings["cov"].flatMap(Covariance.init) ?? present?.covariance ?? .isotropic
    let direction = settings["mean"].flatMap(Mixture.MeanDirection.init)
    let points = try required("n", or: present.map { Double($0.points) })
    // The blocks of cov say p themselves.
    let blocks = settings["cov"] == nil ? nil : covariance.dimension
    let dimension = try required("p", or: blocks ?? present?.dimension)
    return Mixture(
      noise: noise, points: Int(saturating: points), dimension: dimension,
      meanNorm: try required("mu", or: present?.meanNorm), covariance: covariance,
      meanDirection: direction ?? present?.meanDirection ?? .spread,
      clusters: settings["clusters"].flatMap(Mixture.Clusters.init) ?? present?.clusters ?? .pair,
      balance: number("balance") ?? present?.balance ?? 0.5,
      noiseLevel: number("noise") ?? present?.noiseLevel ?? 1,
      isOrthogonal: boolean("orthogonal") ?? present?.isOrthogonal ?? false,
      flip: number("flip") ?? present?.flip ?? 0,
      seed: number("seed").map { UInt64(saturating: $0) } ?? present?.seed ?? 0)
  }

  /// The law of the noise with the parameter that it needs.
  private func noise(
    _ kind: String, besides present: Noise?
  ) throws(Diagnostic) -> Noise {
    guard let law = NoiseLaw.named(kind) else { throw invocation.missing("kind") }
    guard let parameter = law.parameter else { return Noise(law) }
    let own = present?.law === law ? present?.parameter : nil
    return Noise(law, parameter: try required(parameter.name, or: own))
  }
}

extension NoiseLaw {
  /// The key of its parameter.
  fileprivate var parameterKey: Key? {
    parameter.map { parameter in
      Key(
        parameter.name,
        .real(
          Interval(
            .excluded(parameter.lowerBound), .excluded(.infinity),
            "> \(NumberText(parameter.lowerBound))")),
        default: "required for \(word)", "\(parameter.meaning); for \(word) only")
    }
  }

  /// That the key of its parameter is given to another law.
  func refusal(of key: String, kind: String) -> Diagnostic {
    Diagnostic(
      .invalidArgument, "\(key) belongs to \(word), and the kind is \(kind).",
      suggestion: "mixture \(word) …")
  }
}

extension Mixture.Clusters {
  /// - Parameter value: as the key `clusters` takes it.
  init?(_ value: Value) {
    switch value {
    case .text("pair"): self = .pair
    case .text("xor"): self = .xor
    case .number(let count): self = .many(Int(saturating: count))
    case .none, .boolean, .text, .list: return nil
    }
  }

  var value: Value {
    switch self {
    case .pair: .text("pair")
    case .xor: .text("xor")
    case .many(let count): .number(Double(count))
    }
  }
}

extension Mixture {
  /// The word of the language for the noise.
  var kindName: String { noise.law.word }

  /// The keys that define it again; of those beyond the common ones, what is not the default.
  var document: Datum {
    var members: [Datum.Member] = [
      .init("n", .number(Double(points))), .init("p", .number(dimension)),
      .init("mu", .number(meanNorm)),
    ]
    if covariance != .isotropic { members.append(.init("cov", covariance.datum)) }
    if meanDirection != .spread { members.append(.init("mean", .text(meanDirection.text))) }
    if clusters != .pair { members.append(.init("clusters", Datum(clusters.value))) }
    if balance != 0.5 { members.append(.init("balance", .number(balance))) }
    members.append(.init("noise", .number(noiseLevel)))
    if isOrthogonal { members.append(.init("orthogonal", .boolean(true))) }
    members.append(.init("flip", .number(flip)))
    if let parameter = noise.law.parameter {
      members.append(.init(parameter.name, .number(noise.parameter)))
    }
    members.append(.init("seed", .number(Double(seed))))
    return .object(members)
  }
}
