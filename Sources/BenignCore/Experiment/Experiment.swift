// SPDX-License-Identifier: Apache-2.0

public import Concurrency

/// Data, network and the state of training: one value, so that a copy is a fork and a snapshot.
public struct Experiment: Sendable {
  /// Everything recorded since t = 0.
  public internal(set) var trajectory = Trajectory()
  /// Threads that sampling may use; the digits do not depend on it.
  public var workers = WorkerThread.available
  private var stage = Stage.empty(nil)

  /// An experiment without data and network.
  public init() {}

  /// How far an experiment is defined.
  private enum Stage: Sendable {
    /// There are no data; a network may be defined.
    case empty(NetworkDefinition?)
    /// There are data, and no network.
    case data(DataOrigin, Design)
    case training(DataOrigin, TrainingProblem, TrainingState)
  }

  private var origin: DataOrigin? {
    switch stage {
    case .empty: nil
    case .data(let origin, _), .training(let origin, _, _): origin
    }
  }

  /// Data with the initial neurons; without neurons while there is no network.
  var design: Design? {
    switch stage {
    case .empty: nil
    case .data(_, let design): design
    case .training(_, let problem, _): problem.design
    }
  }

  var problem: TrainingProblem? {
    guard case .training(_, let problem, _) = stage else { return nil }
    return problem
  }

  /// W(t), where data and network are there; setting it before changes nothing.
  var training: TrainingState? {
    get {
      guard case .training(_, _, let state) = stage else { return nil }
      return state
    }
    set {
      guard case .training(let origin, let problem, _) = stage, let newValue else { return }
      stage = .training(origin, problem, newValue)
    }
  }

  /// What the data come from; `nil` before data are defined.
  public var dataSource: DataSource? { origin?.source }
  /// What the data were drawn from, if they were.
  public var mixture: Mixture? { origin?.mixture }
  /// The file that the data were read from, if they were.
  public var dataset: Dataset? { origin?.dataset }
  /// What was read from the file.
  public var datasetSummary: DatasetSummary? { origin?.rows?.summary }
  /// The definition of the network; `nil` before one is defined.
  public var network: NetworkDefinition? {
    switch stage {
    case .empty(let network): network
    case .data: nil
    case .training(_, let problem, _): problem.network
    }
  }
  /// n, where there are data.
  public var points: Int? { design?.count }

  /// t, the steps of gradient descent taken.
  public var step: Double { training?.step ?? 0 }
  /// Σ lr over the steps plus the time of flow.
  public var time: Double { training?.time ?? 0 }
  /// Whether the last run ended because it diverged.
  public var hasDiverged: Bool { training?.diverged ?? false }
  /// ℓ; the exponential loss while data or network are not defined.
  public var loss: Loss { training?.loss ?? .exponential }
  /// How the losses become L(W); the sum while data or network are not defined.
  public var reduction: Reduction { training?.reduction ?? .sum }
  /// How the gradient became the last step; gradient descent at t = 0.
  public var optimization: OptimizerSettings { training?.optimization ?? OptimizerSettings() }
  /// The learning rate of the last step, or one that was given before the network was defined anew.
  public var learningRate: Double? { training?.learningRate }
  /// How the rate of the first step of another run is chosen where none is given.
  public var learningRateRule: DescentSettings.LearningRate {
    guard let training, training.isRateGiven, let rate = training.learningRate else {
      return .automatic
    }
    return .fixed(rate)
  }

  /// Defines the mixture and samples it; a network that is there is initialised again, t = 0.
  ///
  /// - Throws: `.invalid`, `.resourceLimit`, `.interrupted`; the experiment is then as before.
  public mutating func define(
    _ mixture: Mixture, stop: StopSignal
  ) throws(CoreError) {
    try mixture.validate()
    try changeAbandonably(size: size(mixture.points, network), stop: stop) {
      (experiment, stop) throws(CoreError) in
      try experiment.sample(mixture, network: experiment.network, stop: stop)
    }
  }

  /// Reads a data set; a network that is there is initialised again, t = 0.
  ///
  /// - Throws: `.invalid`, `.file`, `.resourceLimit`, `.interrupted`; the experiment is then as before.
  public mutating func define(
    _ dataset: Dataset, stop: StopSignal
  ) throws(CoreError) {
    try dataset.validate()
    // How large it is, its file tells.
    try changeAbandonably(size: .max, stop: stop) {
      (experiment, stop) throws(CoreError) in
      let rows = try DatasetRows(dataset, stop: stop)
      try experiment.place(rows, of: dataset, network: experiment.network, stop: stop)
    }
  }

  /// Defines the network and draws W(0), t = 0; it may precede the data.
  ///
  /// Loss, reduction and a learning rate that was given stay as they are.
  /// - Throws: `.invalid`, `.resourceLimit`, `.interrupted`; the experiment is then as before.
  public mutating func define(
    _ network: NetworkDefinition, stop: StopSignal
  ) throws(CoreError) {
    try network.validate()
    guard let origin else {
      stage = .empty(network)
      return
    }
    let before = training
    try changeAbandonably(size: size(design?.count ?? 0, network), stop: stop) {
      (experiment, stop) throws(CoreError) in
      switch origin {
      case .mixture(let mixture, _):
        try experiment.sample(mixture, network: network, stop: stop)
      case .dataset(let dataset, let rows):
        try experiment.place(rows, of: dataset, network: network, stop: stop)
      }
      if let before { experiment.training?.keepSettings(of: before) }
    }
  }

  /// The size of an experiment whose coordinates are as many as its rows.
  private func size(_ points: Int, _ network: NetworkDefinition?) -> Int {
    let rows = points + (network?.neurons ?? 0)
    return rows.multipliedReportingOverflow(by: rows).overflow ? .max : rows * rows
  }

  private mutating func sample(
    _ mixture: Mixture, network: NetworkDefinition?, stop: StopSignal
  ) throws(CoreError) {
    let sample = try DesignSampler(mixture: mixture, network: network, workers: workers).sample(
      known: origin?.noise, stop: stop)
    let design = try sample.design.addingBias(of: network)
    start(.mixture(mixture, sample.noise), design, network)
  }

  private mutating func place(
    _ rows: DatasetRows, of dataset: Dataset, network: NetworkDefinition?, stop: StopSignal
  ) throws(CoreError) {
    let design = try rows.design(of: dataset, network: network, stop: stop).addingBias(of: network)
    start(.dataset(dataset, rows), design, network)
  }

  /// t = 0.
  private mutating func start(
    _ origin: DataOrigin, _ design: Design, _ network: NetworkDefinition?
  ) {
    trajectory = Trajectory()
    guard let network else {
      stage = .data(origin, design)
      return
    }
    let problem = TrainingProblem(design: design, network: network)
    stage = .training(origin, problem, TrainingState(of: problem))
    // Of many points it takes longer than an interrupt may wait, and here none does.
    if size >= Abandonable.leastSize { _ = problem.fingerprint }
  }

  /// What the data came from, in memory.
  var sourceMemory: [MemoryPart] { origin?.memory.map { [$0] } ?? [] }

  func requireDesign() throws(CoreError) -> Design {
    guard let design else { throw .notReady(.data) }
    return design
  }

  func requireTraining() throws(CoreError) -> (TrainingProblem, TrainingState) {
    _ = try requireDesign()
    guard let problem, let training else { throw .notReady(.network) }
    return (problem, training)
  }
}

extension NetworkDefinition {
  /// - Throws: `.invalid`.
  public func validate() throws(CoreError) {
    guard neurons >= 1 else { throw .invalid(key: "m", reason: "m is at least 1") }
    guard negativeSlope >= 0, negativeSlope <= 1 else {
      throw .invalid(key: "gamma", reason: "gamma lies between 0 and 1, both included")
    }
    guard (0...neurons).contains(positiveNeurons) else {
      throw .invalid(key: "positive", reason: "positive lies between 0 and m")
    }
    guard initialDeviation >= 0, initialDeviation.isFinite else {
      throw .invalid(key: "init", reason: "init is a finite number ≥ 0")
    }
    guard bias >= 0, bias.isFinite else {
      throw .invalid(key: "bias", reason: "bias is a finite number ≥ 0")
    }
    guard outerWeight > 0, outerWeight.isFinite else {
      throw .invalid(key: "outer", reason: "outer is a finite number > 0")
    }
  }
}
