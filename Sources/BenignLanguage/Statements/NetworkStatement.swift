// SPDX-License-Identifier: Apache-2.0

import BenignCore

extension Command {
  static let network = Command(
    name: "network", usage: "network m= gamma= …",
    summary: """
      Defines f(x) = Σ a_j φ(⟨w_j, x⟩), φ(u) = max(u, γu), and draws W(0); t = 0. It may precede \
      the data. Alone: the same network again at t = 0. Loss, reduction and an lr that was given stay.
      """,
    example: "network m=64 gamma=0.2 init=1e-8", arguments: .none, keys: networkKeys,
    effect: .changes
  ) { (invocation, session) throws(Diagnostic) in
    let network = try invocation.network(session)
    try invocation.locating { () throws(CoreError) in
      try session.experiment.define(network, stop: invocation.environment.stop)
    }
    invocation.say("network: \(network.document.shortText)")
  }

  private static let networkKeys = [
    Key("m", .whole(Interval(1, 1e6, "1 … 10⁶")), default: "required", "neurons"),
    Key(
      "gamma", .real(Interval(0, 1, "0 … 1")), default: "required",
      "γ, the slope of the leaky ReLU below 0: 0 is ReLU, 1 the linear classifier"),
    Key(
      "positive", .whole(Interval(0, 1e6, "0 … m")), default: "m/2, rounded up",
      "neurons with a_j > 0"),
    Key(
      "init", .real(.nonNegative), default: "1e-8", "standard deviation of the entries of W(0)"),
    Key("outer", .real(.positive), default: "1/√m", "|a_j|"),
    Key(
      "bias", .real(.nonNegative), default: "0",
      "β, the constant coordinate that every point gets, trained like the others"),
    .seed("of W(0), independent of the mixture's"),
  ]
}

extension Invocation {
  fileprivate func network(_ session: Session) throws(Diagnostic) -> NetworkDefinition {
    if call.pairs.isEmpty, let network = session.experiment.network { return network }
    return try given.network(besides: nil)
  }
}

extension GivenSettings {
  /// - Parameter present: what is not given stays as it is there; what was at a default that depends on m follows m.
  func network(besides present: NetworkDefinition?) throws(Diagnostic) -> NetworkDefinition {
    let neurons = try required("m", or: present.map { Double($0.neurons) })
    let slope = try required("gamma", or: present?.negativeSlope)
    let usual = present.map { NetworkDefinition(neurons: $0.neurons, negativeSlope: slope) }
    let isHalf = !has("positive") && present?.positiveNeurons == usual?.positiveNeurons
    let isScaled = !has("outer") && present?.outerWeight == usual?.outerWeight
    let positive = isHalf ? nil : number("positive") ?? present.map { Double($0.positiveNeurons) }
    if let positive, positive > neurons {
      throw Diagnostic(
        .invalidArgument, "positive cannot be \(NumberText(positive)), above m.",
        at: invocation.range(of: "positive"), expected: "positive: whole 0 … m")
    }
    return NetworkDefinition(
      neurons: Int(saturating: neurons), negativeSlope: slope,
      positiveNeurons: positive.map { Int(saturating: $0) },
      initialDeviation: number("init") ?? present?.initialDeviation ?? 1e-8,
      outerWeight: isScaled ? nil : number("outer") ?? present?.outerWeight,
      bias: number("bias") ?? present?.bias ?? 0,
      seed: number("seed").map { UInt64(saturating: $0) } ?? present?.seed ?? 0)
  }
}

extension NetworkDefinition {
  /// The keys that define it again; bias where there is one.
  var document: Datum {
    var members: [Datum.Member] = [
      .init("m", .number(Double(neurons))), .init("gamma", .number(negativeSlope)),
      .init("positive", .number(Double(positiveNeurons))),
      .init("init", .number(initialDeviation)), .init("outer", .number(outerWeight)),
    ]
    if bias > 0 { members.append(.init("bias", .number(bias))) }
    members.append(.init("seed", .number(Double(seed))))
    return .object(members)
  }
}
