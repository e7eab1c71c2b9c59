// SPDX-License-Identifier: Apache-2.0

import BenignCore
import Concurrency
import FoundationEssentials

extension ExportedExperiment {
  /// What tells whether a file is one of ours.
  private struct Header: Codable {
    let format: String
    let version: Int
  }

  /// - Throws: FileError: not there, foreign, of another version, damaged; Interrupted.
  static func read(
    _ path: String, stop: StopSignal
  ) throws(Diagnostic) -> ExportedExperiment {
    let object: ObjectReader
    do {
      object = try ObjectReader(
        try RegularFile.bytes(path, stop: stop),
        lists: Set(Vector.allCases.map(\.rawValue)), tables: Set(Table.allCases.map(\.rawValue)),
        stop: stop)
    } catch {
      throw Diagnostic(error)
    }
    try check(object, path)
    if let complaint = object.complaint { throw damaged(path, complaint) }
    do {
      let settings = try JSONDecoder().decode(Settings.self, from: Data(object.rest))
      return try ExportedExperiment(settings: settings, object)
    } catch {
      throw damaged(path, reason(error))
    }
  }

  /// - Throws: FileError unless it is a file of ours.
  private static func check(_ object: ObjectReader, _ path: String) throws(Diagnostic) {
    let header: Header
    do {
      header = try JSONDecoder().decode(Header.self, from: Data(object.rest))
    } catch {
      throw TextFile.failure(path, "this is no exported experiment")
    }
    guard header.format == format else {
      throw TextFile.failure(path, "this is no exported experiment but \(header.format)")
    }
    guard header.version == version else {
      throw TextFile.failure(
        path, "this is version \(header.version) of the format, and this Benign reads \(version)")
    }
  }

  private init(settings: Settings, _ object: ObjectReader) throws(Missing) {
    func list(_ vector: Vector) throws(Missing) -> [Double] {
      guard let numbers = object.lists[vector.rawValue] else {
        throw Missing(name: vector.rawValue)
      }
      return numbers
    }
    func table(_ table: Table) throws(Missing) -> Matrix {
      guard let numbers = object.tables[table.rawValue] else { throw Missing(name: table.rawValue) }
      return numbers
    }
    self.settings = settings
    observed = try list(.observed)
    clean = try list(.clean)
    mu = try list(.mu)
    variance = try list(.variance)
    a = try list(.a)
    points = try table(.points)
    weights = try table(.weights)
    coefficients = try table(.coefficients)
    preactivations = object.tables[Table.preactivations.rawValue]
    velocity = settings.training.optimization?.velocityScale.flatMap { scale in
      guard let images = object.tables[Table.velocityPreactivations.rawValue],
        let coefficients = object.tables[Table.velocityCoefficients.rawValue]
      else { return nil }
      return Velocity(preactivations: images, coefficients: coefficients, initialScale: scale)
    }
  }

  private struct Missing: Error {
    let name: String
  }

  private static func damaged(_ path: String, _ reason: String) -> Diagnostic {
    TextFile.failure(path, "the file is damaged: \(reason)")
  }

  private static func reason(_ error: any Error) -> String {
    if let missing = error as? Missing { return "\(missing.name) is missing" }
    guard let error = error as? DecodingError else { return "it cannot be read" }
    switch error {
    case .keyNotFound(let key, _): return "\(key.stringValue) is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      return "\(context.codingPath.first?.stringValue ?? "it") is of another type"
    case .dataCorrupted(let context):
      return "\(context.codingPath.first?.stringValue ?? "it") cannot be read"
    @unknown default: return "it cannot be read"
    }
  }

  /// The experiment of the file.
  /// - Throws: InvalidArgument, ResourceLimit, Interrupted; the file is then damaged or not of this build.
  func experiment(stop: StopSignal) throws(Diagnostic) -> Experiment {
    let training = settings.training
    guard let loss = Loss.named(training.loss),
      let reduction = Reduction(rawValue: training.reduction),
      Optimizer.named(training.optimization?.optimizer ?? Optimizer.plain.word) != nil
    else { throw Diagnostic(.invalidArgument, "its settings have no right form") }
    let position = TrainingPosition(
      observed: observed, clean: clean, points: points, preactivations: preactivations,
      coefficients: coefficients, weights: weights, velocity: velocity,
      progress: settings.progress(loss: loss, reduction: reduction))
    let data = try settings.data()
    let network = try settings.network.network()
    do {
      return try Experiment(
        resuming: position, data: data, network: network, stop: stop)
    } catch {
      throw Diagnostic(error)
    }
  }
}

extension ExportedExperiment.Settings {
  fileprivate func progress(loss: Loss, reduction: Reduction) -> TrainingProgress {
    var progress = TrainingProgress()
    (progress.step, progress.time) = (t, time)
    (progress.explicitSteps, progress.leaptSteps) = (explicitSteps, leaptSteps)
    (progress.leapError, progress.lossIncreases) = (leapError ?? 0, lossIncreases)
    progress.activationStep = activationStep.value
    (progress.learningRate, progress.isRateGiven) = (lr.value, training.isRateGiven ?? false)
    (progress.loss, progress.reduction) = (loss, reduction)
    if let keys = training.optimization, let optimizer = Optimizer.named(keys.optimizer) {
      progress.optimization = OptimizerSettings(
        optimizer, momentum: keys.momentum, batch: keys.batch, decay: keys.decay)
      progress.initialScale = keys.initialScale
    }
    return progress
  }

  fileprivate func data() throws(Diagnostic) -> DataSource {
    switch (mixture, dataset) {
    case (let mixture?, nil): return .mixture(try mixture.mixture())
    case (nil, let dataset?): return .dataset(try dataset.dataset())
    case (nil, nil), (_?, _?):
      throw Diagnostic(.invalidArgument, "it names no one mixture or data set")
    }
  }
}
