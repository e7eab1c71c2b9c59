// SPDX-License-Identifier: Apache-2.0

/// A value as people and the parser read it.
public struct ValueText: Sendable {
  /// Lists longer than this are shown by their ends.
  static let mostElements = 1000
  static let shownAtEachEnd = 3

  let value: Value

  public init(_ value: Value) { self.value = value }

  /// As an expression that yields it again: strings in quotes, every element of a list.
  public var literal: String {
    var text = ""
    write(value, to: &text, abbreviating: false)
    return text
  }

  /// As `print` writes it: strings bare and without control characters.
  public var bare: String {
    if case .text(let string) = value { return PlainText.printable(string) }
    return display(width: .max)
  }

  /// As a result: long lists by their ends, broken into lines at `width` columns.
  public func display(width: Int = 80) -> String {
    var text = ""
    write(value, to: &text, abbreviating: true)
    guard text.unicodeScalars.count > width, case .list(let list) = value else { return text }
    return broken(list, width: width)
  }

  private func write(_ value: Value, to text: inout String, abbreviating: Bool) {
    switch value {
    case .none: text += "None"
    case .boolean(let boolean): text += boolean ? "true" : "false"
    case .number(let number): text += NumberText(number).description
    case .text(let string): text += PlainText.quoted(string)
    case .list(let list):
      text += "["
      for (index, piece) in pieces(list, abbreviating: abbreviating).enumerated() {
        if index > 0 { text += ", " }
        switch piece {
        case .element(let element): write(element, to: &text, abbreviating: abbreviating)
        case .omission(let count): text += Self.omission(count)
        }
      }
      text += "]"
    }
  }

  private enum Piece {
    case element(Value)
    case omission(Int)
  }

  private func pieces(_ list: List, abbreviating: Bool) -> [Piece] {
    let most = list.depth == 1 ? Self.mostElements : 2 * Self.shownAtEachEnd
    let isLong = list.leaves > Self.mostElements && list.elements.count > most
    guard abbreviating, isLong else { return list.elements.map { .element($0) } }
    let ends = Self.shownAtEachEnd
    return list.elements.prefix(ends).map { .element($0) }
      + [.omission(list.elements.count - 2 * ends)]
      + list.elements.suffix(ends).map { .element($0) }
  }

  private static func omission(_ count: Int) -> String { "… \(NumberText(Double(count))) more …" }

  /// Several elements a line, or one line a row when the elements are lists.
  private func broken(_ list: List, width: Int) -> String {
    var lines: [String] = []
    var line = "["
    let pieces = pieces(list, abbreviating: true)
    for (index, piece) in pieces.enumerated() {
      var word = ""
      var isRow = false
      switch piece {
      case .element(let element):
        write(element, to: &word, abbreviating: true)
        if case .list = element { isRow = true }
      case .omission(let count): word = Self.omission(count)
      }
      word += index + 1 < pieces.count ? "," : "]"
      let length = line.unicodeScalars.count + word.unicodeScalars.count + 1
      if index > 0, isRow || list.depth > 1 || length > width {
        lines.append(line)
        line = " " + word
      } else {
        line += index == 0 ? word : " " + word
      }
    }
    lines.append(line)
    return lines.joined(separator: "\n")
  }
}

extension Value {
  /// Itself where it is short, else what it is.
  var inSentence: String {
    switch self {
    case .list: kindName
    case .number(let number): NumberText(number).description
    case .none, .boolean, .text: ValueText(self).literal
    }
  }
}
