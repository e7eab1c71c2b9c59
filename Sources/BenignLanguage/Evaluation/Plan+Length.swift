// SPDX-License-Identifier: Apache-2.0

import BenignCore

extension Plan {
  /// Evaluations of fewer values than this are shorter than the beginning of a thread is worth.
  private static let leastLong = 1000.0

  /// Whether its evaluation on an experiment may take so long that an interrupt should not wait for it.
  func mayBeLong(on experiment: Experiment) -> Bool { values(on: experiment) >= Self.leastLong }

  /// About how many values it makes and meets; infinite where nobody knows.
  private func values(on experiment: Experiment) -> Double {
    switch node {
    case .constant(let value): value.weight
    case .quantity(let quantity): Self.values(of: quantity, on: experiment)
    case .foreign(let quantity, let experiment): Self.values(of: quantity, on: experiment)
    case .column: 1
    case .range(let first, let last): Self.length(from: first, through: last)
    case .call(let function, let arguments):
      if function.makesList {
        arguments.last?.number ?? .infinity
      } else {
        Self.sum(arguments, on: experiment)
      }
    case .list, .index, .negated, .affirmed, .chain, .power, .relation, .not, .all, .any:
      Self.sum(parts, on: experiment)
    }
  }

  private static func sum(_ plans: [Plan], on experiment: Experiment) -> Double {
    plans.reduce(0) { $0 + $1.values(on: experiment) }
  }

  private static func length(from first: Plan, through last: Plan) -> Double {
    guard let first = first.number, let last = last.number else { return .infinity }
    return max(0, last - first)
  }

  private static func values(of quantity: Quantity, on experiment: Experiment) -> Double {
    let points = Double(experiment.points ?? 0)
    let neurons = Double(experiment.network?.neurons ?? 0)
    switch quantity.shape {
    case .number, .boolean, .text: return 1
    case .pointVector, .spectrum: return points
    case .neuronVector: return neurons
    case .pointMatrix: return points * points
    case .neuronMatrix: return neurons * neurons
    }
  }

  private var number: Double? {
    guard case .constant(let value) = node else { return nil }
    return value.asNumber
  }
}

extension Value {
  /// About how many values it holds; a string counts by its length.
  public var weight: Double {
    switch self {
    case .none, .boolean, .number: 1
    case .text(let text): 1 + Double(text.utf8.count) / 64
    case .list(let list): Double(list.leaves)
    }
  }

  /// Whether writing it out may take longer than an interrupt should wait.
  public var isLarge: Bool { weight > 1000 }
}
