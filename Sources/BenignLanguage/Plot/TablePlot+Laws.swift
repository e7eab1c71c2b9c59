// SPDX-License-Identifier: Apache-2.0

import BenignCharts
import BenignCore
import Glibc

extension TablePlot {
  /// Places along a law's line: its band is curved.
  private static let places = 61

  /// Whether the power laws that `fit` finds are drawn.
  var wantsLaws: Bool { invocation.boolean("fit") ?? false }

  /// The power law of each curve with its band, and what the remarks say of them.
  /// - Throws: InvalidArgument where the curves do not go along numbers.
  func laws(of curves: Curves) throws(Diagnostic) -> (layers: [Layer], remarks: [String]) {
    guard wantsLaws else { return ([], []) }
    let axis = curves.axis
    guard axis.categories.isEmpty else {
      throw Diagnostic(
        .invalidArgument, "A power law goes along numbers, and \(axis.label) has names.",
        at: invocation.range(of: "fit"), expected: "x: an expression with values above 0")
    }
    let parts = curves.y.listed
    var layers: [Layer] = []
    var remarks: [String] = []
    for (part, expression) in parts.enumerated() {
      let (heights, errors) = (
        try rows.numbers(of: expression), try rows.standardErrors(of: expression)
      )
      for (place, group) in curves.groups.enumerated() {
        let fit = PowerLawFits.Fit(
          group, x: axis.places, y: heights, errors: errors, repeats: table.repeats)
        let name =
          parts.count * curves.groups.count == 1
          ? "" : Self.name(of: group, expression, among: curves.y)
        remarks += Self.remarks(on: fit.law, of: name, along: axis)
        guard let law = fit.law else { continue }
        layers.append(
          .law(
            Self.line(of: fit, law, named: Self.legend(name, law)),
            ofSeries: part * curves.groups.count + place))
      }
    }
    guard !layers.isEmpty else { return (layers, remarks) }
    let meaning =
      "Lines: power laws \(Self.name(of: curves.y)) ∝ (\(axis.words))^s with their 95 % bands, s with its 95 % interval."
    return (layers, [meaning] + remarks)
  }

  /// Says why a law is not there, or that it does not hold.
  private static func remarks(
    on law: PowerLawFit?, of name: String, along axis: TableAxis
  ) -> [String] {
    let whose = name.isEmpty ? "" : "\(name): "
    guard let law else {
      return ["\(whose)a power law needs three points of different \(axis.words)."]
    }
    guard law.holds == false else { return [] }
    let numbers = "χ² = \(ShortNumber(law.chiSquared ?? 0, digits: 3)) of \(law.degrees)"
    return [
      "\(whose)the residuals contradict the power law (\(numbers)); its intervals are widened by that."
    ]
  }

  /// "n = 50: s = 0.21 (0.18 … 0.24)"
  private static func legend(_ name: String, _ law: PowerLawFit) -> String {
    let numbers = [law.exponent.value, law.exponent.low, law.exponent.high].map {
      "\(ShortNumber($0, digits: 3))"
    }
    let exponent = "s = \(numbers[0]) (\(numbers[1]) … \(numbers[2]))"
    return name.isEmpty ? exponent : "\(name): \(exponent)"
  }

  /// The law between the first and the last point.
  private static func line(
    of fit: PowerLawFits.Fit, _ law: PowerLawFit, named name: String
  ) -> NumberSeries {
    let ends = fit.points.map { log($0.x) }
    let (low, high) = (ends.min() ?? 0, ends.max() ?? 0)
    let x = (0..<places).map { place in
      let share = Double(place) / Double(places - 1)
      return exp(low * (1 - share) + high * share)
    }
    let values = x.map { law.value(at: $0) }
    return NumberSeries(
      name: name, x: x, y: values.map(\.value),
      band: NumberSeries.Band(low: values.map(\.low), high: values.map(\.high)))
  }

  /// A power law is a straight line where both scales are logarithmic, as they are where nothing else is asked for.
  func scale(_ direction: String) -> Scale {
    let scale = invocation.scale(direction)
    return wantsLaws && scale == .auto ? .log : scale
  }
}

extension PowerLawFits.Fit {
  /// The law of a group of rows, as far as both numbers are above 0.
  /// - Parameters:
  ///   - x: of every row of the table.
  ///   - errors: the standard errors of y, where they are known.
  ///   - repeats: behind each y.
  init(
    _ group: TablePlot.Group, x: [Double], y: [Double], errors: [Double]?, repeats: Int
  ) {
    let rows = group.rows.filter { x[$0] > 0 && y[$0] > 0 && (x[$0] * y[$0]).isFinite }
    let points = rows.map { PowerLawFit.Point(x: x[$0], y: y[$0], error: errors?[$0]) }
    self.init(
      name: group.name, points: points, leftOut: group.rows.count - rows.count,
      law: PowerLawFit(points, repeats: repeats))
  }
}
