// SPDX-License-Identifier: Apache-2.0

public import Concurrency

/// What the data of an experiment come from.
public enum DataSource: Sendable, Equatable {
  case mixture(Mixture)
  case dataset(Dataset)
}

extension Experiment {
  /// Defines data of either kind; a network that is there is initialised again, t = 0.
  ///
  /// - Throws: `.invalid`, `.file`, `.resourceLimit`, `.interrupted`; the experiment is then as before.
  public mutating func define(_ source: DataSource, stop: StopSignal) throws(CoreError) {
    switch source {
    case .mixture(let mixture): try define(mixture, stop: stop)
    case .dataset(let dataset): try define(dataset, stop: stop)
    }
  }
}

/// The origin of an experiment's data holds what was streamed or read, so that another network need not do it again.
enum DataOrigin: Sendable {
  case mixture(Mixture, StreamedNoise?)
  case dataset(Dataset, DatasetRows)

  var source: DataSource {
    switch self {
    case .mixture(let mixture, _): .mixture(mixture)
    case .dataset(let dataset, _): .dataset(dataset)
    }
  }

  var mixture: Mixture? {
    if case .mixture(let mixture, _) = self { mixture } else { nil }
  }

  var noise: StreamedNoise? {
    if case .mixture(_, let noise) = self { noise } else { nil }
  }

  var dataset: Dataset? {
    if case .dataset(let dataset, _) = self { dataset } else { nil }
  }

  var rows: DatasetRows? {
    if case .dataset(_, let rows) = self { rows } else { nil }
  }

  var memory: MemoryPart? { noise?.memory ?? rows.map { MemoryPart($0.training.storage) } }
}
