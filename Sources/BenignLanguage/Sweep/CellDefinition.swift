// SPDX-License-Identifier: Apache-2.0

import BenignCore

/// All that determines one cell of a sweep but what is measured: data, network, training, and the free variables that measures use.
struct CellDefinition: Sendable {
  let data: DataSource
  let network: NetworkDefinition?
  /// `nil` where nothing is trained.
  let training: Training?
  let until: Expression?
  /// By their names; of those that no measure uses, keys have the values already.
  let variables: [String: Value]

  /// Of repeat r, which adds r to both seeds.
  func repeated(_ number: Int) -> CellDefinition {
    CellDefinition(
      data: data.with(seed: data.seed + UInt64(number)),
      network: network.map { $0.with(seed: $0.seed + UInt64(number)) },
      training: training, until: until, variables: variables)
  }
}

extension DataSource {
  func with(seed: UInt64) -> DataSource {
    switch self {
    case .mixture(var mixture):
      mixture.seed = seed
      return .mixture(mixture)
    case .dataset(var dataset):
      dataset.seed = seed
      return .dataset(dataset)
    }
  }

  var seed: UInt64 {
    switch self {
    case .mixture(let mixture): mixture.seed
    case .dataset(let dataset): dataset.seed
    }
  }
}

extension NetworkDefinition {
  func with(seed: UInt64) -> NetworkDefinition {
    var network = self
    network.seed = seed
    return network
  }
}
