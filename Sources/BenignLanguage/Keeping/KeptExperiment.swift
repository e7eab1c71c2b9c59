// SPDX-License-Identifier: Apache-2.0

import BenignCore

/// An experiment as it is kept: its definitions, from which data and initial neurons are drawn again, and training bit by bit.
struct KeptExperiment: Sendable {
  let mixture: Mixture?
  let dataset: Dataset?
  let network: NetworkDefinition?
  let image: TrainingImage?
  let trajectory: Trajectory

  init(_ experiment: Experiment) {
    mixture = experiment.mixture
    dataset = experiment.dataset
    network = experiment.network
    image = experiment.image
    trajectory = experiment.trajectory
  }

  /// What draws the data and the initial neurons: two experiments that agree in it share them.
  var definitions: [UInt8]? {
    var writer = ByteWriter()
    write(definitionsTo: &writer)
    return writer.sealed(as: "")
  }

  /// Bytes that it takes, to within some hundreds.
  static func size(of experiment: Experiment) -> Int {
    let trajectory = experiment.trajectory
    let matrices =
      experiment.step == 0 && experiment.time == 0
      ? 0
      : (experiment.optimization.momentum > 0 ? 32 : 16) * (experiment.points ?? 0)
        * (experiment.network?.neurons ?? 0)
    return 500 + matrices + 8 * trajectory.count * trajectory.names.count
  }
}

extension KeptExperiment {
  /// - Returns: `nil` where it takes more bytes than there is room for.
  func bytes(sealedAs name: String, room: Int = .max) -> [UInt8]? {
    let matrices = 16 * (image?.matrices?.coefficients.storage.count ?? 0)
    let rows = 8 * trajectory.count * trajectory.names.count
    var writer = ByteWriter(capacity: matrices + rows, room: room)
    write(definitionsTo: &writer)
    writer.add(image) { $0.add($1) }
    writer.add(each: trajectory.names) { $0.add($1) }
    writer.add(each: trajectory.columns) { $0.add($1) }
    writer.add(image?.isRateGiven ?? false)
    writer.add(image?.leapError ?? 0)
    // A state of gradient descent is kept as it always was.
    if let image, !image.optimization.isPlain || image.initialScale != 1 {
      writer.add(optimizationOf: image)
    }
    return writer.sealed(as: name)
  }

  private func write(definitionsTo writer: inout ByteWriter) {
    writer.add(mixture) { $0.add($1) }
    writer.add(dataset) { $0.add($1) }
    writer.add(network) { $0.add($1) }
  }

  init(_ reader: inout ByteReader) throws(ByteReader.Damage) {
    mixture = try reader.optional { (reader) throws(ByteReader.Damage) in try reader.mixture() }
    dataset = try reader.optional { (reader) throws(ByteReader.Damage) in try reader.dataset() }
    network = try reader.optional { (reader) throws(ByteReader.Damage) in try reader.network() }
    var image = try reader.optional { (reader) throws(ByteReader.Damage) in try reader.image() }
    let names = try reader.texts()
    let columns = try reader.list { (reader) throws(ByteReader.Damage) in try reader.numbers() }
    guard columns.count == names.count, Set(columns.map(\.count)).count <= 1 else {
      throw ByteReader.Damage()
    }
    trajectory = Trajectory(names: names, columns: columns)
    // Older parts end here, or after the next.
    let isRateGiven = reader.isAtEnd ? false : try reader.boolean()
    image?.isRateGiven = isRateGiven
    let leapError = reader.isAtEnd ? 0 : try reader.number()
    image?.leapError = leapError
    if !reader.isAtEnd { try reader.optimization(into: &image) }
    self.image = image
  }
}

extension ByteWriter {
  fileprivate mutating func add(_ image: TrainingImage) {
    add(image.matrices) {
      $0.add($1.preactivations)
      $0.add($1.coefficients)
    }
    add(image.progress)
    add(image.fingerprint)
  }

  fileprivate mutating func add(optimizationOf image: TrainingImage) {
    let settings = image.optimization
    add(settings.optimizer.word)
    for number in [settings.momentum, Double(settings.batch), settings.decay, image.initialScale] {
      add(number)
    }
    add(image.matrices?.velocity) {
      $0.add($1.preactivations)
      $0.add($1.coefficients)
      $0.add($1.initialScale)
    }
  }

  private mutating func add(_ progress: TrainingProgress) {
    for number in TrainingProgress.keptNumbers { add(progress[keyPath: number]) }
    add(progress.activationStep) { $0.add($1) }
    add(progress.diverged)
    add(progress.learningRate) { $0.add($1) }
    add(progress.loss.word)
    add(progress.reduction.rawValue)
  }
}

extension ByteReader {
  fileprivate mutating func image() throws(Damage) -> TrainingImage {
    let matrices = try optional { (reader) throws(Damage) in
      TrainingImage.Matrices(
        preactivations: try reader.matrix(), coefficients: try reader.matrix())
    }
    return TrainingImage(matrices: matrices, progress: try progress(), fingerprint: try word())
  }

  fileprivate mutating func optimization(into image: inout TrainingImage?) throws(Damage) {
    guard let optimizer = Optimizer.named(try text()) else { throw Damage() }
    let (momentum, batch) = (try number(), try number())
    image?.optimization = OptimizerSettings(
      optimizer, momentum: momentum, batch: Int(saturating: batch), decay: try number())
    image?.initialScale = try number()
    image?.matrices?.velocity = try optional { (reader) throws(Damage) in
      Velocity(
        preactivations: try reader.matrix(), coefficients: try reader.matrix(),
        initialScale: try reader.number())
    }
  }

  private mutating func progress() throws(Damage) -> TrainingProgress {
    var progress = TrainingProgress()
    for field in TrainingProgress.keptNumbers { progress[keyPath: field] = try number() }
    progress.activationStep = try optional { (reader) throws(Damage) in try reader.number() }
    progress.diverged = try boolean()
    progress.learningRate = try optional { (reader) throws(Damage) in try reader.number() }
    guard let loss = Loss.named(try text()), let reduction = Reduction(rawValue: try text())
    else { throw Damage() }
    (progress.loss, progress.reduction) = (loss, reduction)
    return progress
  }
}

extension TrainingProgress {
  /// The numbers that are kept at this place, in their order; others were added behind.
  fileprivate static var keptNumbers: [WritableKeyPath<TrainingProgress, Double>] {
    [\.step, \.time, \.explicitSteps, \.leaptSteps, \.lossIncreases]
  }
}
