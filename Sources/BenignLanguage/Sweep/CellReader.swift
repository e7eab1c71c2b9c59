// SPDX-License-Identifier: Apache-2.0

import BenignCore

/// Makes cells of combinations of keys; what no key says is as in the current experiment, or the key's default.
struct CellReader {
  let invocation: Invocation
  let experiment: Experiment
  let repeats: Int
  /// The free variables that measures use.
  let variables: Set<String>

  static let seed = "seed"
  static let mixtureSeed = "mixture.seed"
  static let networkSeed = "network.seed"
  private static let mixtureKeys = Set(
    Command.mixture.keys.map(\.name).filter { $0 != seed } + [mixtureSeed])
  private static let networkKeys = Set(
    Command.network.keys.map(\.name).filter { $0 != seed } + [networkSeed])

  /// - Throws: InvalidArgument, NotReady: what is said against the keys, and against a cell's settings with its name.
  func cells(of grid: SweepGrid) throws(Diagnostic) -> [CellDefinition] {
    try checkKeys(of: grid)
    return try uncheckedCells(of: grid)
  }

  /// The same for a grid that is a part of one whose keys have been looked at.
  func uncheckedCells(of grid: SweepGrid) throws(Diagnostic) -> [CellDefinition] {
    try grid.points.map { (point) throws(Diagnostic) in
      try invocation.environment.requireUninterrupted()
      do throws(Diagnostic) {
        return try cell(point)
      } catch {
        throw error.named(grid.name(of: point))
      }
    }
  }

  private func cell(_ point: SweepGrid.Point) throws(Diagnostic) -> CellDefinition {
    let network = try network(point)
    let training = try training(point)
    guard training == nil || network != nil else { throw Diagnostic(CoreError.notReady(.network)) }
    let cell = CellDefinition(
      data: try data(point), network: network, training: training, until: point.until,
      variables: point.settings.filter { variables.contains($0.key) })
    let last = max(cell.data.seed, cell.network?.seed ?? 0) + UInt64(repeats - 1)
    guard last < 1 << 53 else {
      throw Diagnostic(
        .invalidArgument, "The seeds of the last repeats would exceed 2⁵³ − 1.",
        at: invocation.range(of: Self.seed), expected: "a smaller seed")
    }
    return cell
  }

  // MARK: Definitions

  private func data(_ point: SweepGrid.Point) throws(Diagnostic) -> DataSource {
    let given = given(point, seed: Self.mixtureSeed)
    if var dataset = experiment.dataset {
      if let seed = given.number(Self.seed) { dataset.seed = UInt64(saturating: seed) }
      return .dataset(dataset)
    }
    guard experiment.mixture != nil || isGiven(Self.mixtureKeys) else {
      throw Diagnostic(CoreError.notReady(.data))
    }
    let mixture = try given.mixture(kind: given.text("kind"), besides: experiment.mixture)
    try invocation.locating { () throws(CoreError) in try mixture.validate() }
    return .mixture(mixture)
  }

  private func network(_ point: SweepGrid.Point) throws(Diagnostic) -> NetworkDefinition? {
    guard experiment.network != nil || isGiven(Self.networkKeys) else { return nil }
    let network = try given(point, seed: Self.networkSeed).network(besides: experiment.network)
    try invocation.locating { () throws(CoreError) in try network.validate() }
    return network
  }

  /// - Parameter seed: the key that is its seed's own, before the one of both seeds.
  private func given(_ point: SweepGrid.Point, seed: String) -> GivenSettings {
    var settings = point.settings
    if let own = settings[seed] { settings[Self.seed] = own }
    return GivenSettings(settings, of: invocation)
  }

  private func training(_ point: SweepGrid.Point) throws(Diagnostic) -> Training? {
    let given = GivenSettings(point.settings, of: invocation)
    guard given.has("steps") || given.has("time") || point.until != nil else { return nil }
    if given.has("time") {
      var settings = given.flow
      settings.loss = settings.loss ?? experiment.loss
      settings.reduction = settings.reduction ?? experiment.reduction
      if let loss = settings.loss, loss.kink != nil {
        throw Diagnostic(
          .invalidArgument, "Gradient flow needs a smooth loss, and \(loss.word) has a kink.",
          at: invocation.range(of: "loss"),
          expected: "loss: \(Loss.smooth.map(\.word).joined(separator: ", "))",
          suggestion: "steps in place of time")
      }
      return .flow(settings)
    }
    var settings = given.descent(steps: given.number("steps"))
    settings.learningRate = settings.learningRate ?? experiment.learningRateRule
    settings.loss = settings.loss ?? experiment.loss
    settings.reduction = settings.reduction ?? experiment.reduction
    let adopted = settings
    try invocation.requireWalk(adopted, after: OptimizerSettings())
    try invocation.locating { () throws(CoreError) in
      try OptimizerSettings().adopting(adopted).validate(points: .max)
    }
    return .descent(settings)
  }

  private func isGiven(_ keys: Set<String>) -> Bool {
    invocation.call.pairs.contains { keys.contains($0.key.text) }
  }

  // MARK: Keys that do not go together

  private func checkKeys(of grid: SweepGrid) throws(Diagnostic) {
    if experiment.dataset != nil { try checkNoMixtureKeys() }
    try checkTrainingKeys()
    for law in NoiseLaw.all {
      guard let key = law.parameter?.name, isGiven([key]) else { continue }
      let present = experiment.mixture?.kindName ?? NoiseLaw.gaussian.word
      let kinds = grid.points.map { $0.settings["kind"] ?? .text(present) }
      guard !kinds.contains(.text(law.word)), case .text(let kind) = kinds.first else { continue }
      var refusal = law.refusal(of: key, kind: kind)
      refusal.suggestion = "kind=\(law.word)"
      throw refusal.located(at: invocation.range(of: key))
    }
  }

  private func checkNoMixtureKeys() throws(Diagnostic) {
    guard let pair = invocation.call.pairs.first(where: { Self.mixtureKeys.contains($0.key.text) })
    else { return }
    throw Diagnostic(
      .invalidArgument, "\(pair.key.text) belongs to a mixture, and these data come from a file.",
      at: pair.key.range, expected: "seed, keys of the network, keys of run or flow",
      suggestion: pair.key.text == Self.mixtureSeed ? Self.seed : "mixture …, and then sweep")
  }

  private static let descentKeys = ["steps", "lr", "leap"] + Key.optimization.map(\.name)

  private func checkTrainingKeys() throws(Diagnostic) {
    let names = Set(invocation.call.pairs.map(\.key.text))
    if names.contains(Key.diverge.name) {
      throw Diagnostic(
        .invalidArgument,
        "diverge belongs to run: in a sweep a repeat that diverges never counts, and its cell says so.",
        at: invocation.range(of: Key.diverge.name), expected: "no diverge")
    }
    if names.contains("time"), let key = Self.descentKeys.first(where: names.contains) {
      throw Diagnostic(
        .invalidArgument, "\(key) belongs to gradient descent, and time asks for gradient flow.",
        at: invocation.range(of: key), expected: "steps, or time")
    }
    guard names.isDisjoint(with: ["steps", "time", "until"]) else { return }
    let idle =
      ["lr", "loss", "reduction", "leap", "points", "tolerance"] + Key.optimization.map(\.name)
    if let key = idle.first(where: names.contains) {
      throw Diagnostic(
        .invalidArgument, "\(key) has no effect: nothing is trained.",
        at: invocation.range(of: key), expected: "steps, until or time",
        suggestion: "\(invocation.call.name.text) … steps=1000")
    }
  }
}

extension SweepGrid {
  /// "n = 50, kind = student"; nothing where no key is swept.
  func name(of point: Point) -> String {
    SweepTable.name(keys, point.swept)
  }
}

extension Diagnostic {
  /// The same, of one cell of a sweep.
  fileprivate func named(_ cell: String) -> Diagnostic {
    guard !cell.isEmpty else { return self }
    var named = self
    let sentence = message.hasSuffix(".") ? String(message.dropLast()) : message
    named.message = "\(sentence), in the cell \(cell)."
    return named
  }
}
