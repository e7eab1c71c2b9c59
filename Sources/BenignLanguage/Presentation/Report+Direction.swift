// SPDX-License-Identifier: Apache-2.0

import BenignCore

extension Report {
  init(_ heading: Heading, _ report: DirectionReport) {
    self.init(
      heading,
      [
        Fact("cosine", Datum(report.cosine), "⟨W,Ŵ⟩/(‖W‖‖Ŵ‖)"),
        Fact("misalignment", Datum(report.misalignment), "1 − cosine"),
        Fact("angle", Datum(report.angle), "arccos(cosine), radians"),
        Fact("cosine_positive", Datum(report.cosinePositive), "over neurons with a_j > 0"),
        Fact("cosine_negative", Datum(report.cosineNegative), "over neurons with a_j < 0"),
        Fact("dispersion", Datum(report.dispersion), "largest 1 − cos of a neuron with its mean"),
        Fact("norm", .number(report.norm), "‖W‖"),
        Fact("margin", Datum(report.margin), "min ỹ_i f(x_i)/‖W‖"),
        Fact("limit_margin", Datum(report.limitMargin), Self.limitMargin(report)),
        Fact("separable", Datum(report.separable), Self.separability(report)),
        Fact("consistent", Datum(report.consistent), "(5)'s solution obeys the pattern it assumes"),
        Fact("inconsistent_points", Datum(report.inconsistentPoints), "points where it does not"),
        Fact("run_misalignment", Datum(report.runMisalignment), "against the run's own limit"),
        Fact("support", Datum(report.support), "multipliers > 0"),
        Fact("kkt_residual", Datum(report.residual), "of problem (5), relative"),
        Fact("duality_gap", Datum(report.dualityGap), "of problem (5), relative"),
      ])
  }

  private static func separability(_ report: DirectionReport) -> String {
    switch report.separable {
    case true: return "some direction classifies every training point"
    case false: return "no direction separates these points"
    case nil:
      guard let separation = report.separation else { return "undecided" }
      let margin = ShortNumber(separation.margin)
      let distance = ShortNumber(separation.distance)
      return "undecided: the best margin found is \(margin), the hull's least distance \(distance)"
    }
  }

  private static func limitMargin(_ report: DirectionReport) -> String {
    report.separable == true && !report.isSolved
      ? "the solver of problem (5) did not converge" : "1/‖Ŵ‖, the margin's limit"
  }
}
