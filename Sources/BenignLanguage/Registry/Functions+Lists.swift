// SPDX-License-Identifier: Apache-2.0

import BenignCore

extension Registry {
  static let constructing: [Function] = [
    Function(
      name: "len", signature: "len(list)",
      summary: "The number of elements of a list, or of characters of a string.",
      example: "len([1, 2, 4])",
      body: .general(count: 1...1) { (arguments, _) throws(Diagnostic) in
        switch arguments[0] {
        case .list(let list): return .number(Double(list.elements.count))
        case .text(let text): return .number(Double(text.unicodeScalars.count))
        case .none, .boolean, .number:
          throw Diagnostic(
            .invalidArgument, "len takes a list or a string, and this is \(arguments[0].kindName).",
            expected: "len(list)")
        }
      }),
    Function(
      name: "str", signature: "str(value)", summary: "The value as a string, as it prints.",
      example: "\"seed \" + str(3)",
      body: .general(count: 1...1) { (arguments, _) throws(Diagnostic) in
        if case .text = arguments[0] { return arguments[0] }
        return .text(ValueText(arguments[0]).literal)
      }),
    Function(
      name: "linspace", signature: "linspace(a, b, k)",
      summary:
        "k numbers from a through b at equal distances, both included; each is rounded once.",
      example: "linspace(0, 1, 5)",
      body: .general(count: 3...3) { (arguments, work) throws(Diagnostic) in
        let (a, b, k) = try spacing("linspace", arguments)
        let spacing = LinearSpacing(first: a, last: b, intervals: k - 1)
        return try spaced(k, work, spacing.member)
      }, makesList: true),
    Function(
      name: "geomspace", signature: "geomspace(a, b, k)",
      summary: "k numbers from a through b with equal ratios, both included.",
      example: "geomspace(1, 1000, 4)",
      body: .general(count: 3...3) { (arguments, work) throws(Diagnostic) in
        let (a, b, k) = try spacing("geomspace", arguments)
        guard a != 0, b != 0, (a < 0) == (b < 0) else {
          throw Diagnostic(
            .invalidArgument, "geomspace goes between two numbers of one sign, neither of them 0.",
            expected: "geomspace(a, b, k) with a·b > 0")
        }
        let spacing = GeometricSpacing(first: a, last: b, intervals: k - 1)
        return try spaced(k, work, spacing.member)
      }, makesList: true),
  ]

  /// The calls of `cov` and `mean`.
  static let values: [Function] =
    CovarianceKind.all.compactMap { (kind) -> Function? in
      guard case .call(let name, let parameter, let example) = kind.form else { return nil }
      return named(name, parameter, kind.definition, example: example) { $0 >= 0 && $0.isFinite }
    } + [
      named(
        "axis", "k", "The eigenvector k of the covariance, counted from 0, for `mean`.",
        example: "mixture p=100 n=50 mu=4 cov=[[4, 10], [1, 90]] mean=axis(0)"
      ) { $0 >= 0 && $0.wholeValue != nil }
    ]

  /// A call that stands for itself, as a value of a key.
  private static func named(
    _ name: String, _ parameter: String, _ summary: String, example: String,
    _ isAllowed: @escaping @Sendable (Double) -> Bool
  ) -> Function {
    Function(
      name: name, signature: "\(name)(\(parameter))", summary: summary, example: example,
      body: .general(count: 1...1) { (arguments, _) throws(Diagnostic) in
        guard let number = arguments[0].asNumber, isAllowed(number) else {
          throw Diagnostic(
            .invalidArgument, "\(name) cannot take \(ValueText(arguments[0]).literal).",
            expected: "\(name)(\(parameter)) with \(parameter) ≥ 0")
        }
        return .text(NamedCall.text(name, number.wholeValue ?? number))
      })
  }

  private static func spacing(_ name: String, _ arguments: [Value]) throws(Diagnostic)
    -> (Double, Double, Int)
  {
    guard let a = arguments[0].asNumber, let b = arguments[1].asNumber,
      let k = arguments[2].asNumber?.wholeValue, k >= 0, a.isFinite, b.isFinite
    else {
      throw Diagnostic(
        .invalidArgument, "\(name) takes two finite numbers and how many to give.",
        expected: "\(name)(a, b, k) with k whole and ≥ 0")
    }
    try List.check(count: k)
    return (a, b, Int(saturating: k))
  }

  private static func spaced(
    _ count: Int, _ work: Work, _ member: (Int) -> Double
  ) throws(Diagnostic) -> Value {
    var numbers: [Double] = []
    numbers.reserveCapacity(count)
    for index in 0..<count {
      try work.count(1)
      numbers.append(member(index))
    }
    return try .numbers(numbers)
  }
}
