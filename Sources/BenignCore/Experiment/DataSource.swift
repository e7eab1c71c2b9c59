// SPDX-License-Identifier: Apache-2.0

public import Concurrency

/// What the data of an experiment come from.
public enum DataSource: Sendable, Equatable {
  case mixture(Mixture)
  case dataset(Dataset)
}

extension Experiment {
  /// `nil` before data are defined.
  public var dataSource: DataSource? {
    mixture.map(DataSource.mixture) ?? dataset.map(DataSource.dataset)
  }

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
