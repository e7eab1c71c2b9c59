// SPDX-License-Identifier: Apache-2.0

import Glibc

extension Registry {
  /// Every function, in the order of the documentation.
  static let functions: [Function] = elementwise + reducing + statistics + constructing + values

  private static let elementwise: [Function] = [
    function("abs", "The absolute value.") { abs($0) },
    function("sqrt", "The square root.") { $0.squareRoot() },
    function("exp", "e to the power x.") { Glibc.exp($0) },
    function("log", "The natural logarithm.") { Glibc.log($0) },
    function("log10", "The decimal logarithm.") { Glibc.log10($0) },
    function("log2", "The binary logarithm.") { Glibc.log2($0) },
    function("sin", "The sine of an angle in radians.") { Glibc.sin($0) },
    function("cos", "The cosine of an angle in radians.") { Glibc.cos($0) },
    function("tan", "The tangent of an angle in radians.") { Glibc.tan($0) },
    function("arccos", "The angle in radians whose cosine is x.") { Glibc.acos($0) },
    round,
    function("floor", "The greatest whole number that is not above x.") { $0.rounded(.down) },
    function("ceil", "The least whole number that is not below x.") { $0.rounded(.up) },
    function("normal_cdf", "Φ(x), the probability that a standard normal number is at most x.") {
      Glibc.erfc(-$0 / 2.0.squareRoot()) / 2
    },
  ]

  private static func function(
    _ name: String, _ summary: String, _ body: @escaping @Sendable (Double) -> Double
  ) -> Function {
    Function(
      name: name, signature: "\(name)(x)", summary: summary + " Of a list: of each element.",
      example: "\(name)(0.5)", body: .elementwise(body))
  }

  private static let reducing: [Function] = [
    reduction("min", "The smallest of a list, or of several numbers.") { numbers in
      numbers.dropFirst().reduce(numbers.first) { least, next in
        least.map { next.isNaN || next < $0 ? next : $0 }
      }
    },
    reduction("max", "The largest of a list, or of several numbers.") { numbers in
      numbers.dropFirst().reduce(numbers.first) { most, next in
        most.map { next.isNaN || next > $0 ? next : $0 }
      }
    },
    reduction("sum", "The sum; booleans count as 0 and 1.") { $0.reduce(0, +) },
    reduction("mean", "The arithmetic mean; of booleans, the share that is true.") { numbers in
      numbers.isEmpty ? nil : numbers.reduce(0, +) / Double(numbers.count)
    },
    reduction("median", "The middle of the sorted values, or the mean of the two middle ones.") {
      median($0)
    },
    reduction("std", "The standard deviation, √(Σ(x − mean)²/k).") { deviation($0) },
  ]

  private static func reduction(
    _ name: String, _ summary: String, _ body: @escaping @Sendable ([Double]) -> Double?
  ) -> Function {
    Function(
      name: name, signature: "\(name)(list) or \(name)(a, b, …)", summary: summary,
      example: "\(name)([1, 2, 4])", body: .reducing(body))
  }

  private static func median(_ numbers: [Double]) -> Double? {
    guard !numbers.isEmpty else { return nil }
    guard !numbers.contains(where: \.isNaN) else { return .nan }
    let sorted = numbers.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }

  private static func deviation(_ numbers: [Double]) -> Double? {
    guard !numbers.isEmpty else { return nil }
    let mean = numbers.reduce(0, +) / Double(numbers.count)
    let squares = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(numbers.count)).squareRoot()
  }
}
