// SPDX-License-Identifier: Apache-2.0

import BenignCore
import FoundationEssentials

extension ExportedExperiment {
  /// Larger files are refused before they are read.
  static let largestFile = 256 << 20

  /// What tells whether a file is one of ours.
  private struct Header: Codable {
    let format: String
    let version: Int
  }

  /// - Throws: FileError: not there, foreign, of another version, damaged.
  static func read(_ path: String) throws(Diagnostic) -> ExportedExperiment {
    let data = Data(try TextFile.bytes(path, largest: largestFile))
    let header: Header
    do {
      header = try JSONDecoder().decode(Header.self, from: data)
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
    do {
      return try JSONDecoder().decode(ExportedExperiment.self, from: data)
    } catch {
      throw TextFile.failure(path, "the file is damaged: \(reason(error))")
    }
  }

  private static func reason(_ error: any Error) -> String {
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
  func experiment(shouldStop: () -> Bool) throws(Diagnostic) -> Experiment {
    guard let loss = Loss(rawValue: training.loss), Key.loss.words.contains(training.loss),
      let reduction = Reduction(rawValue: training.reduction),
      let points = Matrix(nested: points), let weights = Matrix(nested: weights),
      let coefficients = Matrix(nested: coefficients)
    else { throw Diagnostic(.invalidArgument, "its settings or matrices have no right form") }
    let position = TrainingPosition(
      observed: observed, clean: clean, points: points, coefficients: coefficients,
      weights: weights, step: t, time: time, explicitSteps: explicitSteps, leaptSteps: leaptSteps,
      lossIncreases: lossIncreases, activationStep: activationStep.value, learningRate: lr.value,
      loss: loss, reduction: reduction)
    let data = try data()
    let network = try network.network()
    do {
      return try Experiment(
        resuming: position, data: data, network: network, shouldStop: shouldStop)
    } catch {
      throw Diagnostic(error)
    }
  }

  private func data() throws(Diagnostic) -> DataSource {
    switch (mixture, dataset) {
    case (let mixture?, nil): return .mixture(try mixture.mixture())
    case (nil, let dataset?): return .dataset(try dataset.dataset())
    case (nil, nil), (_?, _?):
      throw Diagnostic(.invalidArgument, "it names no one mixture or data set")
    }
  }
}

extension Matrix {
  /// `nil` unless all rows are equally long.
  fileprivate init?(nested: [[Double]]) {
    let width = nested.first?.count ?? 0
    guard nested.allSatisfy({ $0.count == width }) else { return nil }
    self.init(rows: nested.count, columns: width)
    for (i, row) in nested.enumerated() {
      for (j, number) in row.enumerated() { self[i, j] = number }
    }
  }
}
