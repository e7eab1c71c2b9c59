// SPDX-License-Identifier: Apache-2.0

import BenignCharts
import BenignCore
import Glibc

/// A condition that holds on one side of a line: in a heat map a line, along curves a place.
struct TableBoundary {
  /// "n‖μ‖² = tr Σ", "signal = 1".
  let label: String
  /// The same where the curve is named, too: "ρ = 1".
  let shortLabel: String
  /// For each row a number that is 1 on the line; `nan` where it has none.
  let ratios: [Double]
}

extension TablePlot {
  /// The boundary that is drawn where nothing is asked for: between weak and strong signals.
  private static let usual = Expression(
    node: .relation(
      left: .column(Quantity.signalToTrace.name), relation: .equal,
      right: Expression(node: .number(1), range: 0..<0)), range: 0..<0)

  /// Whether boundaries are asked for, so that one that is not there is worth a word.
  var isGivenBoundaries: Bool { invocation.later["boundary"] != nil }

  /// The conditions of `boundary=`, or the usual one.
  /// - Throws: InvalidArgument for what is no condition.
  func boundaries() throws(Diagnostic) -> [TableBoundary] {
    let isGiven = invocation.call.pairs.contains { $0.key.text == "boundary" }
    // Of cells that a search has changed, what follows from their definitions is not known.
    guard isGiven || wantsTheory && table.searched.isEmpty else { return [] }
    let conditions = isGiven ? invocation.later["boundary"]?.listed ?? [] : [Self.usual]
    return try conditions.map { (condition) throws(Diagnostic) in
      let words = PictureWords.name(condition)
      let isUsual = words == PictureWords.name(Self.usual)
      return TableBoundary(
        label: isUsual ? "n‖μ‖² = tr Σ" : words, shortLabel: words,
        ratios: try ratios(of: condition))
    }
  }

  private func ratios(of condition: Expression) throws(Diagnostic) -> [Double] {
    guard case .relation(let left, _, let right) = condition.node else {
      return try rows.values(of: condition).map { (value) throws(Diagnostic) in
        switch value {
        case .boolean(let holds): return holds ? 2 : 0.5
        case .none: return .nan
        case .number, .text, .list:
          throw Diagnostic(
            .invalidArgument, "A boundary is a condition, and this is \(value.kindName).",
            at: condition.range, expected: "boundary=[rho == 1, …], or None")
        }
      }
    }
    let (a, b) = (try rows.numbers(of: left), try rows.numbers(of: right))
    guard (a + b).contains(where: { $0 <= 0 }) else { return zip(a, b).map { $0 / $1 } }
    // The logarithm of such a ratio is straight where the difference is.
    let differences = zip(a, b).map { $0 - $1 }
    let largest = differences.filter(\.isFinite).map(\.magnitude).max() ?? 0
    guard largest > 0 else { return differences.map { $0 == 0 ? 1 : .nan } }
    return differences.map { exp2(8 * $0 / largest) }
  }
}
