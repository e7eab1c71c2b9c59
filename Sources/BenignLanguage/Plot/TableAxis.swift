// SPDX-License-Identifier: Apache-2.0

import BenignCharts
import BenignCore

/// Where the rows of a table stand in one direction: by number, or by name in the order in which the names appear.
struct TableAxis {
  /// What it shows, as it was written.
  let label: String
  /// What a picture calls it.
  let words: String
  private let nature: Nature
  /// A place for each row; `nan` where it has none.
  let places: [Double]
  /// Names of the places 0, 1, 2, …; none where places are numbers.
  let categories: [String]

  init(_ values: [Value], of expression: Expression) {
    label = SyntaxText(expression).description
    words = PictureWords.name(expression)
    nature = Nature(of: [expression])
    if let numbers = Self.numbers(values) {
      places = Self.merged(numbers)
      categories = []
      return
    }
    var names: [String] = []
    var indices: [String: Int] = [:]
    places = values.map { value in
      let name = Self.name(of: value)
      if let index = indices[name] { return Double(index) }
      indices[name] = names.count
      names.append(name)
      return Double(names.count - 1)
    }
    categories = names
  }

  /// The different places, increasing.
  var coordinates: [Double] { Set(places.filter(\.isFinite)).sorted() }

  func axis(scale: Scale) -> Axis {
    Axis(words, scale: scale, nature: nature, categories: categories)
  }

  /// A row's place as a picture writes it.
  func name(ofRow row: Int) -> String {
    categories.isEmpty
      ? Figure.text(of: places[row], significant: 5) : categories[Int(saturating: places[row])]
  }

  /// A row's place in words: "n = 50".
  func text(ofRow row: Int) -> String {
    guard categories.isEmpty else {
      return "\(label) = \(categories[Int(saturating: places[row])])"
    }
    return "\(label) = \(NumberText(places[row]))"
  }

  /// A value without the brackets of a list and the quotes of strings.
  static func name(of value: Value) -> String {
    switch value {
    case .text(let text): PlainText.onOneLine(text)
    case .number(let number): Figure.text(of: number, significant: 5)
    case .list(let list) where list.elements.allSatisfy(\.isPlain):
      list.elements.map(name(of:)).joined(separator: ", ")
    case .none, .boolean, .list: Datum(value).shortText
    }
  }

  private static func numbers(_ values: [Value]) -> [Double]? {
    var numbers: [Double] = []
    for value in values {
      switch value {
      case .number(let number): numbers.append(number)
      case .none: numbers.append(.nan)
      case .boolean, .text, .list: return nil
      }
    }
    return numbers
  }

  /// Numbers that differ by rounding alone become one.
  private static func merged(_ numbers: [Double]) -> [Double] {
    var merged: [Double: Double] = [:]
    var last: Double?
    for number in Set(numbers.filter(\.isFinite)).sorted() {
      let isNew = last.map { number - $0 > 1e-12 * max(number.magnitude, $0.magnitude) } ?? true
      if isNew { last = number }
      merged[number] = last
    }
    return numbers.map { merged[$0] ?? .nan }
  }
}

extension Value {
  fileprivate var isPlain: Bool {
    if case .list = self { false } else { true }
  }
}
