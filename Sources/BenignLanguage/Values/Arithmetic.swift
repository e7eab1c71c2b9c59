// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Operators on values: IEEE 754 on numbers, element by element on lists with NumPy's rules of shape.
struct Arithmetic {
  /// Counts the elements, so that long work can be interrupted and is bounded.
  let work: Work

  enum Operator: String, Sendable {
    case plus = "+"
    case minus = "-"
    case times = "*"
    case over = "/"
    case power = "^"

    func callAsFunction(_ a: Double, _ b: Double) -> Double {
      switch self {
      case .plus: a + b
      case .minus: a - b
      case .times: a * b
      case .over: a / b
      case .power: pow(a, b)
      }
    }
  }

  func apply(_ operation: Operator, _ left: Value, _ right: Value) throws(Diagnostic)
    -> Value
  {
    // Numbers first: they are what runs evaluate at every step.
    if case .number(let a) = left, case .number(let b) = right { return .number(operation(a, b)) }
    if case .text(let a) = left, case .text(let b) = right, operation == .plus {
      return .text(try joined(a, b))
    }
    work.begin()
    return try broadcast(left, right) { (a, b) throws(Diagnostic) in
      guard let x = a.asNumber, let y = b.asNumber else { throw mismatch(operation.rawValue, a, b) }
      return .number(operation(x, y))
    }
  }

  func compare(_ relation: Expression.Relation, _ left: Value, _ right: Value)
    throws(Diagnostic) -> Value
  {
    if case .number(let a) = left, case .number(let b) = right {
      return .boolean(relation.holds(a, b))
    }
    work.begin()
    return try broadcast(left, right) { (a, b) throws(Diagnostic) in
      if let x = a.asNumber, let y = b.asNumber { return .boolean(relation.holds(x, y)) }
      if case .text(let x) = a, case .text(let y) = b { return .boolean(relation.holds(x, y)) }
      switch relation {
      case .equal: return .boolean(a == b)
      case .unequal: return .boolean(a != b)
      case .less, .lessOrEqual, .greater, .greaterOrEqual:
        throw mismatch(relation.rawValue, a, b)
      }
    }
  }

  func negate(_ value: Value) throws(Diagnostic) -> Value {
    try apply(.minus, .number(-0.0), value)
  }

  /// a..b: the whole numbers from a through b.
  func range(_ first: Value, _ last: Value) throws(Diagnostic) -> Value {
    guard let a = first.asNumber?.wholeValue, let b = last.asNumber?.wholeValue else {
      throw Diagnostic(
        .invalidArgument, "A range goes from a whole number through a whole number.",
        expected: "a..b with whole a and b")
    }
    guard a <= b else { return try .list([]) }
    try List.check(count: b - a + 1)
    work.begin()
    return try .list(
      try (0...Int(saturating: b - a)).map { (index) throws(Diagnostic) in
        try work.count(1)
        return .number(a + Double(index))
      })
  }

  private func joined(_ a: String, _ b: String) throws(Diagnostic) -> String {
    guard a.utf8.count + b.utf8.count <= List.largest else {
      throw Diagnostic(
        .resourceLimit, "A string can hold \(NumberText(Double(List.largest))) bytes.")
    }
    return a + b
  }

  /// Pairs the elements of two values: equal shapes, or one repeated along what it lacks, aligned at the last dimension.
  private func broadcast(
    _ left: Value, _ right: Value, _ combine: (Value, Value) throws(Diagnostic) -> Value
  ) throws(Diagnostic) -> Value {
    switch (left, right) {
    case (.list(let a), .list(let b)) where a.depth == b.depth:
      return try .list(try zip(a.elements, b.elements, combine))
    case (.list(let a), .list(let b)) where a.depth < b.depth:
      return try .list(
        try b.elements.map { (element) throws(Diagnostic) in
          try broadcast(left, element, combine)
        })
    case (.list(let a), _):
      return try .list(
        try a.elements.map { (element) throws(Diagnostic) in
          try broadcast(element, right, combine)
        })
    case (_, .list(let b)):
      return try .list(
        try b.elements.map { (element) throws(Diagnostic) in
          try broadcast(left, element, combine)
        })
    default:
      try work.count(1)
      return try combine(left, right)
    }
  }

  private func zip(
    _ a: [Value], _ b: [Value], _ combine: (Value, Value) throws(Diagnostic) -> Value
  ) throws(Diagnostic) -> [Value] {
    guard a.count == b.count || a.count == 1 || b.count == 1 else {
      throw Diagnostic(
        .invalidArgument, "Lists of \(a.count) and \(b.count) elements do not pair.",
        expected: "lists of equal length, or a list and a number")
    }
    let count = a.count == 1 ? b.count : a.count
    return try (0..<count).map { (index) throws(Diagnostic) in
      try broadcast(a[a.count == 1 ? 0 : index], b[b.count == 1 ? 0 : index], combine)
    }
  }

  private func mismatch(_ sign: String, _ left: Value, _ right: Value) -> Diagnostic {
    if left == .none || right == .none {
      return Diagnostic(
        .invalidArgument, "One side of \(sign) has no value (None).", expected: "numbers")
    }
    return Diagnostic(
      .invalidArgument,
      "\(sign) takes numbers, and these are \(left.kindName) and \(right.kindName).",
      expected: "numbers, or lists of numbers")
  }
}

extension Expression.Relation {
  func holds<T: Comparable>(_ a: T, _ b: T) -> Bool {
    switch self {
    case .less: a < b
    case .lessOrEqual: a <= b
    case .greater: a > b
    case .greaterOrEqual: a >= b
    case .equal: a == b
    case .unequal: a != b
    }
  }
}

extension Double {
  /// The whole number that it is within 10⁻⁹, relative; `nil` where there is none.
  var wholeValue: Double? {
    guard isFinite else { return nil }
    let nearest = rounded()
    return abs(self - nearest) <= 1e-9 * Swift.max(1, abs(nearest)) ? nearest : nil
  }
}
