// SPDX-License-Identifier: Apache-2.0

import BenignCore

extension Quantity {
  /// "number, of data and network; changes with t; estimated from samples"
  var kindText: String {
    var parts = ["\(shape.words), of \(requirement.words)"]
    if changesInTime { parts.append("changes with t") }
    if isSampled { parts.append("estimated from samples") }
    return parts.joined(separator: "; ")
  }
}

extension Quantity.Shape {
  var words: String {
    switch self {
    case .number: "number"
    case .boolean: "boolean"
    case .text: "string"
    case .pointVector, .spectrum: "list over points"
    case .neuronVector: "list over neurons"
    case .pointMatrix: "matrix over points"
    case .neuronMatrix: "matrix over neurons"
    }
  }
}

extension Quantity.Requirement {
  /// What must be defined.
  var words: String {
    switch self {
    case .data: "data"
    case .mixture: "a mixture"
    case .network: "data and a network"
    case .mixtureAndNetwork: "a mixture and a network"
    }
  }

  /// D data, M a mixture, N data and network: as tables abbreviate it.
  var letters: String {
    switch self {
    case .data: "D"
    case .mixture: "M"
    case .network: "N"
    case .mixtureAndNetwork: "M, N"
    }
  }
}
