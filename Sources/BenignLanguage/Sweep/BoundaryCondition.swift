// SPDX-License-Identifier: Apache-2.0

import BenignCore
import Glibc

/// The condition of a boundary, with the margin by which it holds where it compares two numbers.
struct BoundaryCondition: Sendable {
  let expression: Expression
  /// The two sides of a comparison by order, else the condition itself.
  let measures: [Expression]
  private let relation: Expression.Relation?

  init(_ expression: Expression) {
    self.expression = expression
    if case .relation(let left, let relation, let right) = expression.node,
      [.less, .lessOrEqual, .greater, .greaterOrEqual].contains(relation)
    {
      (measures, self.relation) = ([left, right], relation)
    } else {
      (measures, relation) = ([expression], nil)
    }
  }

  /// Finds whether a run meets it. A run that diverged has no numbers, and says something only where the condition asks for that alone.
  /// - Parameter data: of the run.
  func finding(_ result: SweepRun.Result, on data: DataSource) -> BracketSearch.Finding {
    switch result {
    case .measured(let values) where values.allSatisfy({ !$0.isNaN }):
      return finding(values, isSampled: isSampled(on: data))
    case .diverged:
      switch expression.node {
      case .name(Quantity.diverged.name): return finding([1], isSampled: false)
      case .not(let operand) where operand.isName(Quantity.diverged.name):
        return finding([0], isSampled: false)
      default: return .unknown(result)
      }
    default: return .unknown(result)
    }
  }

  private func finding(_ values: [Double], isSampled: Bool) -> BracketSearch.Finding {
    guard let relation else { return .decided(holds: values[0] != 0, margin: .nan, noise: 0) }
    let (left, right) = (values[0], values[1])
    let holds =
      switch relation {
      case .less: left < right
      case .lessOrEqual: left <= right
      case .greater: left > right
      case .greaterOrEqual, .equal, .unequal: left >= right
      }
    guard left > 0, right > 0 else {
      // Beside a threshold above 0 the other margins are logarithms.
      let isLinear = right <= 0 && left.isFinite
      return .decided(holds: holds, margin: isLinear ? left - right : .nan, noise: 0)
    }
    // Errors change by decades: their logarithms are nearer to straight lines.
    return .decided(
      holds: holds, margin: log(left) - log(right),
      noise: isSampled ? 2 * Self.deviation(ofShare: min(left, right)) : 0)
  }

  /// The relative standard error of a sampled share: 1 %, or more where it is counted among the most points that are drawn.
  private static func deviation(ofShare share: Double) -> Double {
    max(0.01, (1 / (share * 100_000)).squareRoot())
  }

  private func isSampled(on data: DataSource) -> Bool {
    guard case .mixture(let mixture) = data else { return false }
    return measures.contains { measure in
      measure.names.contains { name in
        Quantity.named(name)?.isSampled ?? false
          || Self.limitErrors.contains(name) && mixture.kindName != NoiseLaw.gaussian.word
      }
    }
  }

  /// They have a closed form where noise is Gaussian, and are sampled elsewhere.
  private static let limitErrors: Set = [
    Quantity.limitError.name, Quantity.log10LimitError.name, Quantity.runLimitError.name,
  ]
}

extension Expression {
  fileprivate func isName(_ name: String) -> Bool {
    if case .name(name) = node { true } else { false }
  }
}
