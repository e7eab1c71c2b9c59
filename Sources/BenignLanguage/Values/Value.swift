// SPDX-License-Identifier: Apache-2.0

/// What an expression yields.
public enum Value: Sendable, Equatable {
  /// No value: the Bayes error of a data set, a key that is not given.
  case none
  case boolean(Bool)
  case number(Double)
  case text(String)
  indirect case list(List)
}

/// A list, with what bounds the work on it: how deep it is nested and how many values it holds in all.
public struct List: Sendable, Equatable {
  /// Sharing makes lists of lists cheap to build and dear to walk, so both are bounded when one is built.
  static let deepest = 16
  static let largest = 10_000_000

  public let elements: [Value]
  /// 1 for a list without lists inside.
  let depth: Int
  /// Values inside that are no lists; an empty list counts as one.
  let leaves: Int

  /// - Throws: ResourceLimit when it is nested or filled beyond what is allowed.
  init(_ elements: [Value]) throws(Diagnostic) {
    var depth = 1
    var leaves = 0
    for element in elements {
      guard case .list(let inner) = element else {
        leaves += 1
        continue
      }
      depth = max(depth, inner.depth + 1)
      leaves += max(1, inner.leaves)
    }
    guard depth <= Self.deepest else {
      throw Diagnostic(.resourceLimit, "Lists can be nested \(Self.deepest) deep, and no deeper.")
    }
    try Self.check(count: max(leaves, elements.count))
    self.elements = elements
    self.depth = depth
    self.leaves = leaves
  }

  /// To be asked before memory is taken.
  static func check(count: Double) throws(Diagnostic) {
    guard count <= Double(largest) else {
      throw Diagnostic(
        .resourceLimit,
        "A list can hold \(NumberText(Double(largest))) values, and this one would hold \(NumberText(count))."
      )
    }
  }

  static func check(count: Int) throws(Diagnostic) { try check(count: Double(count)) }
}

extension Value {
  /// The nearest whole number; what is no number stays.
  var rounded: Value {
    if case .number(let number) = self { .number(number.rounded(.toNearestOrEven)) } else { self }
  }
}

extension Value {
  /// A list of numbers.
  static func numbers(_ numbers: [Double]) throws(Diagnostic) -> Value {
    try List.check(count: numbers.count)
    return .list(try List(numbers.map { .number($0) }))
  }

  static func list(_ elements: [Value]) throws(Diagnostic) -> Value { .list(try List(elements)) }

  /// What it is, for sentences: "a string".
  var kindName: String {
    switch self {
    case .none: "None"
    case .boolean: "a boolean"
    case .number: "a number"
    case .text: "a string"
    case .list: "a list"
    }
  }

  /// Numbers, and booleans as 0 and 1, as in NumPy.
  var asNumber: Double? {
    switch self {
    case .number(let number): number
    case .boolean(let boolean): boolean ? 1 : 0
    case .none, .text, .list: nil
    }
  }

  /// As `asNumber`, and a gap, `nan`, where there is no value.
  var numberOrGap: Double? { self == .none ? .nan : asNumber }
}

extension List {
  /// The numbers of a list that holds nothing else; missing values are gaps.
  var numbers: [Double]? {
    var numbers: [Double] = []
    for element in elements {
      guard let number = element == .none ? .nan : element.asNumber else { return nil }
      numbers.append(number)
    }
    return numbers
  }
}
