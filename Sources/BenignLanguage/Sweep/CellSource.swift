// SPDX-License-Identifier: Apache-2.0

import BenignCore
import Concurrency

/// A source of the quantities that the definitions of a cell's mixture and network decide by themselves.
struct CellSource: QuantitySource {
  let mixture: Mixture?
  let network: NetworkDefinition?

  func value(
    of quantity: Quantity, stop: StopSignal
  ) throws(CoreError) -> QuantityValue {
    mixture?.value(of: quantity, network: network) ?? .none
  }
}

extension CellDefinition {
  /// The definitions, where these measures need nothing else: then no data have to be drawn.
  func source(of measures: [Expression]) -> CellSource? {
    guard training == nil, let network, case .mixture(let mixture) = data else { return nil }
    let names = measures.flatMap(\.names).filter { variables[$0] == nil }
    let quantities = names.compactMap { Quantity.named($0) }
    guard !quantities.isEmpty, quantities.allSatisfy(\.followsFromDefinitions),
      names.allSatisfy({ Setting.named($0) == nil })
    else { return nil }
    return CellSource(mixture: mixture, network: network)
  }
}
