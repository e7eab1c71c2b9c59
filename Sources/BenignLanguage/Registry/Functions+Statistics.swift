// SPDX-License-Identifier: Apache-2.0

import Glibc

// What is asked of lists of results: order, quantiles, slopes.
extension Registry {
  static let statistics: [Function] = [
    Function(
      name: "sort", signature: "sort(list)",
      summary: "The numbers of a list in ascending order; nan comes last.",
      example: "sort([4, 1, 2])",
      body: .general(count: 1...1) { (arguments, work) throws(Diagnostic) in
        try .numbers(try numbers("sort(list)", arguments[0], work).sorted(by: precedes))
      }),
    Function(
      name: "quantile", signature: "quantile(list, q)",
      summary: "The number below which the share q of a list lies, between neighbours linearly.",
      example: "quantile([1, 2, 4], 0.5)",
      body: .general(count: 2...2) { (arguments, work) throws(Diagnostic) in
        let signature = "quantile(list, q)"
        let sample = try numbers(signature, arguments[0], work)
        guard let share = arguments[1].asNumber, (0...1).contains(share) else {
          throw Diagnostic(
            .invalidArgument, "A quantile is asked for by a share from 0 to 1.",
            expected: signature, suggestion: "quantile(list, 0.95)")
        }
        guard !sample.isEmpty else {
          throw Diagnostic(.invalidArgument, "quantile of an empty list has no value.")
        }
        let isKnown = !sample.contains(where: \.isNaN)
        return .number(isKnown ? SampleStatistic.quantile(share, of: sample) : .nan)
      }),
    Function(
      name: "slope", signature: "slope(y, x)",
      summary: """
        The slope of the straight line through the points (x, y) with the least squares. Of \
        log10(y) and log10(x) it is the exponent of a power law.
        """,
      example: "slope([1, 3, 5], [0, 1, 2])",
      body: .general(count: 2...2) { (arguments, work) throws(Diagnostic) in
        let signature = "slope(y, x)"
        let y = try numbers(signature, arguments[0], work)
        let x = try numbers(signature, arguments[1], work)
        guard x.count == y.count, x.count > 1 else {
          throw Diagnostic(
            .invalidArgument,
            "slope takes two lists of one length, at least 2; these have \(y.count) and \(x.count).",
            expected: signature)
        }
        return .number(slope(y, x))
      }),
  ]

  static let round = Function(
    name: "round", signature: "round(x) or round(x, digits)",
    summary: """
      The nearest whole number, or the nearest number with so many digits behind the point; from \
      the middle to the even one. Of a list: of each element.
      """,
    example: "round(2/3, 2)",
    body: .adjustable { (second) throws(Diagnostic) in
      guard let second else { return { $0.rounded(.toNearestOrEven) } }
      guard let digits = second.asNumber?.wholeValue, abs(digits) <= 308 else {
        throw Diagnostic(
          .invalidArgument, "The digits of round are a whole number from -308 to 308.",
          expected: "round(x, digits)")
      }
      return { rounded($0, digits) }
    })

  /// Scales, rounds and scales back, as NumPy does. A number that has no more digits stays as it is.
  private static func rounded(_ number: Double, _ digits: Double) -> Double {
    let scale = Glibc.pow(10, abs(digits))
    let scaled = digits < 0 ? number / scale : number * scale
    guard scaled.isFinite, abs(scaled) < 0x1p53 else { return number }
    let whole = scaled.rounded(.toNearestOrEven)
    return digits < 0 ? whole * scale : whole / scale
  }

  private static func numbers(
    _ signature: String, _ value: Value, _ work: Work
  ) throws(Diagnostic) -> [Double] {
    guard case .list(let list) = value, let numbers = list.numbers else {
      throw Diagnostic(
        .invalidArgument, "This is \(value.kindName), and not a list of numbers.",
        expected: signature)
    }
    try work.count(numbers.count)
    return numbers
  }

  private static func precedes(_ first: Double, _ second: Double) -> Bool {
    first < second || second.isNaN && !first.isNaN
  }

  /// The deviations are scaled by the largest ones, so that no square overflows or underflows; `nan` where all x are the same.
  private static func slope(_ y: [Double], _ x: [Double]) -> Double {
    let (v, w) = (deviations(y), deviations(x))
    let products = zip(v.scaled, w.scaled).reduce(0) { $0 + $1.0 * $1.1 }
    let squares = w.scaled.reduce(0) { $0 + $1 * $1 }
    return products / squares * (v.scale / w.scale)
  }

  private static func deviations(_ numbers: [Double]) -> (scaled: [Double], scale: Double) {
    let mean = numbers.reduce(0) { $0 + $1 / Double(numbers.count) }
    let deviations = numbers.map { $0 - mean }
    let scale = deviations.reduce(0) { max($0, abs($1)) }
    return (scale > 0 ? deviations.map { $0 / scale } : deviations, scale > 0 ? scale : 1)
  }
}
