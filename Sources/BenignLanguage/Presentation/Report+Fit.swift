// SPDX-License-Identifier: Apache-2.0

import BenignCore

extension Report {
  /// The power laws of a table.
  init(_ heading: Heading, _ found: PowerLawFits) {
    self.init(
      heading,
      [
        .init("name", .text(found.table)), .init("y", .text(found.y)), .init("x", .text(found.x)),
        .init("by", Datum(found.by)), .init("fits", .list(found.fits.map { .object($0.members) })),
      ],
      findings: found.fits.map { found.sentence(of: $0) },
      tables: [
        Grid(
          columns: [
            .init("fit"), .init("points", .trailing), .init("exponent s", .trailing),
            .init("95 % interval", .trailing), .init("constant C", .trailing),
            .init("95 % interval", .trailing), .init("χ²", .trailing), .init("p", .trailing),
          ],
          rows: found.fits.map(\.row))
      ])
  }
}

extension PowerLawFits {
  /// "n = 50: mu = 1.7·(p/n)^0.21; the law holds (p = 0.4)"
  fileprivate func sentence(of fit: Fit) -> String {
    let name = fit.name.isEmpty ? "" : "\(fit.name): "
    let others =
      fit.leftOut == 0
      ? "" : "; \(fit.leftOut) \(fit.leftOut == 1 ? "row has" : "rows have") no numbers above 0"
    guard let law = fit.law else {
      return "\(name)no fit: it needs three points of different \(x)\(others)"
    }
    let base = x.allSatisfy { $0.isLetter } ? x : "(\(x))"
    let verdict =
      switch law.holds {
      case true?: "the residuals do not contradict the law"
      case false?:
        "the residuals contradict the law, \(law.farthest(fit.points, x)); the intervals are widened by that"
      case nil:
        "one repeat each: the scatter gives the intervals, and nothing can contradict the law"
      }
    return
      "\(name)\(y) = \(ShortNumber(law.constant.value, digits: 4))·\(base)^\(ShortNumber(law.exponent.value, digits: 4)); \(verdict)\(others)"
  }
}

extension PowerLawFit {
  /// The place of the largest residual, in words.
  fileprivate func farthest(_ points: [Point], _ x: String) -> String {
    let place = residuals.indices.max { residuals[$0].magnitude < residuals[$1].magnitude } ?? 0
    return
      "at \(x) = \(ShortNumber(points[place].x)) by \(ShortNumber(residuals[place], digits: 2)) standard errors"
  }
}

extension PowerLawFits.Fit {
  fileprivate var members: [Datum.Member] {
    func members(_ name: String, _ estimate: PowerLawFit.Estimate?) -> [Datum.Member] {
      [
        .init(name, Datum(estimate?.value)), .init(name + "_low", Datum(estimate?.low)),
        .init(name + "_high", Datum(estimate?.high)),
      ]
    }
    return [
      .init("group", .text(name)), .init("points", Datum(points.count)),
      .init("left_out", Datum(leftOut)),
    ] + members("exponent", law?.exponent) + members("constant", law?.constant) + [
      .init("chi_squared", Datum(law?.chiSquared)),
      .init("degrees", law.map { Datum($0.degrees) } ?? .none),
      .init("p_value", Datum(law?.probability)), .init("holds", Datum(law?.holds)),
      .init("residuals", .list((law?.residuals ?? []).map { .number($0) })),
    ]
  }

  fileprivate var row: [String] {
    func texts(_ estimate: PowerLawFit.Estimate?) -> [String] {
      guard let estimate else { return ["", ""] }
      let ends = [estimate.low, estimate.high].map { "\(ShortNumber($0, digits: 4))" }
      return ["\(ShortNumber(estimate.value, digits: 4))", ends.joined(separator: " … ")]
    }
    return [name.isEmpty ? "all rows" : name, "\(points.count)"] + texts(law?.exponent)
      + texts(law?.constant) + [
        law?.chiSquared.map { "\(ShortNumber($0, digits: 3)) of \(law?.degrees ?? 0)" } ?? "",
        law?.probability.map { "\(ShortNumber($0, digits: 2))" } ?? "",
      ]
  }
}
