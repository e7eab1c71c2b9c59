// SPDX-License-Identifier: Apache-2.0

public import Concurrency

/// Data, network and the state of training: one value, so that a copy is a fork and a snapshot.
public struct Experiment: Sendable {
  /// What the data were drawn from, if they were.
  public private(set) var mixture: Mixture?
  /// The file that the data were read from, if they were.
  public private(set) var dataset: Dataset?
  /// What was read from it.
  public var datasetSummary: DatasetSummary? { datasetRows?.summary }
  public private(set) var network: NetworkDefinition?
  /// n, where there are data.
  public var points: Int? { design?.count }
  /// Everything recorded since t = 0.
  public internal(set) var trajectory = Trajectory()
  /// Threads that sampling may use; the digits do not depend on it.
  public var workers = WorkerThread.available
  /// Noise that was streamed, so that another network need not stream it again.
  private var noise: StreamedNoise?
  private var datasetRows: DatasetRows?
  /// Data with the initial neurons; without neurons while there is no network.
  var design: Design?
  var problem: TrainingProblem?
  var training: TrainingState?

  public init() {}

  /// t, the steps of gradient descent taken.
  public var step: Double { training?.step ?? 0 }
  /// Σ lr over the steps plus the time of flow.
  public var time: Double { training?.time ?? 0 }
  public var loss: Loss { training?.loss ?? .exponential }
  public var reduction: Reduction { training?.reduction ?? .sum }
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
    guard dataSource != nil else {
      self.network = network
      return
    }
    let before = training
    try changeAbandonably(size: size(design?.count ?? 0, network), stop: stop) {
      (experiment, stop) throws(CoreError) in
      if let mixture = experiment.mixture {
        try experiment.sample(mixture, network: network, stop: stop)
      } else if let dataset = experiment.dataset, let rows = experiment.datasetRows {
        try experiment.place(rows, of: dataset, network: network, stop: stop)
      }
      if let before { experiment.training?.keepSettings(of: before) }
    }
  }

  /// Of an experiment whose coordinates are as many as its rows.
  private func size(_ points: Int, _ network: NetworkDefinition?) -> Int {
    let rows = points + (network?.neurons ?? 0)
    return rows.multipliedReportingOverflow(by: rows).overflow ? .max : rows * rows
  }

  private mutating func sample(
    _ mixture: Mixture, network: NetworkDefinition?, stop: StopSignal
  ) throws(CoreError) {
    let sample = try DesignSampler(mixture: mixture, network: network, workers: workers).sample(
      known: noise, stop: stop)
    self.mixture = mixture
    (dataset, datasetRows) = (nil, nil)
    noise = sample.noise
    start(sample.design, network)
  }

  private mutating func place(
    _ rows: DatasetRows, of dataset: Dataset, network: NetworkDefinition?, stop: StopSignal
  ) throws(CoreError) {
    let design = try rows.design(of: dataset, network: network, stop: stop)
    (self.dataset, datasetRows) = (dataset, rows)
    (mixture, noise) = (nil, nil)
    start(design, network)
  }

  /// t = 0.
  private mutating func start(_ design: Design, _ network: NetworkDefinition?) {
    self.network = network
    self.design = design
    trajectory = Trajectory()
    let problem = network.map { TrainingProblem(design: design, network: $0) }
    self.problem = problem
    training = problem.map { TrainingState(of: $0) }
    // Of many points it takes longer than an interrupt may wait, and here none does.
    if size >= Abandonable.leastSize { _ = problem?.fingerprint }
  }

  /// What the data came from, in memory.
  var sourceMemory: [MemoryPart] {
    [noise?.memory, datasetRows.map { MemoryPart($0.training.storage) }].compactMap(\.self)
  }

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
    guard negativeSlope > 0, negativeSlope < 1 else {
      throw .invalid(key: "gamma", reason: "gamma lies between 0 and 1, both excluded")
    }
    guard (0...neurons).contains(positiveNeurons) else {
      throw .invalid(key: "positive", reason: "positive lies between 0 and m")
    }
    guard initialDeviation >= 0, initialDeviation.isFinite else {
      throw .invalid(key: "init", reason: "init is a finite number ≥ 0")
    }
    guard outerWeight > 0, outerWeight.isFinite else {
      throw .invalid(key: "outer", reason: "outer is a finite number > 0")
    }
  }
}
