// SPDX-License-Identifier: Apache-2.0

/// A value as people and the parser read it.
public struct ValueText: Sendable {
  let value: Value

  /// Which lists are shown by their ends: those longer than `most`, by so many elements at each end.
  private struct Cut {
    let most: Int
    let ends: Int
    var tellsLength = false

    /// Of results, which people read at a glance.
    static let result = Cut(most: 12, ends: 6, tellsLength: true)
    /// Of what `print` writes, which programs read, too.
    static let printed = Cut(most: 1000, ends: 3)
    static let none = Cut(most: .max, ends: 0)
  }

  public init(_ value: Value) { self.value = value }

  /// As an expression that yields it again: strings in quotes, every element of a list.
  public var literal: String {
    var text = ""
    write(value, to: &text, .none)
    return text
  }

  /// As `print` writes it: strings bare and without control characters.
  public var bare: String {
    if case .text(let string) = value { return PlainText.printable(string) }
    var text = ""
    write(value, to: &text, .printed)
    return text
  }

  /// As a result: long lists by their ends and with their length, broken into lines at `width` columns.
  public func display(width: Int = 80) -> String {
    var text = ""
    write(value, to: &text, .result)
    guard case .list(let list) = value else { return text }
    let length = isCut(list, .result) ? " (\(list.elements.count) elements)" : ""
    return (text.unicodeScalars.count + length.count > width ? broken(list, width: width) : text)
      + length
  }

  private func write(_ value: Value, to text: inout String, _ cut: Cut) {
    switch value {
    case .none: text += "None"
    case .boolean(let boolean): text += boolean ? "true" : "false"
    case .number(let number): text += NumberText(number).description
    case .text(let string): text += PlainText.quoted(string)
    case .list(let list):
      text += "["
      for (index, piece) in pieces(list, cut).enumerated() {
        if index > 0 { text += ", " }
        switch piece {
        case .element(let element): write(element, to: &text, cut)
        case .omission(let count): text += omission(count, cut)
        }
      }
      text += "]"
    }
  }

  private enum Piece {
    case element(Value)
    case omission(Int)
  }

  private func isCut(_ list: List, _ cut: Cut) -> Bool {
    list.leaves > cut.most && list.elements.count > (list.depth == 1 ? cut.most : 2 * cut.ends)
  }

  private func pieces(_ list: List, _ cut: Cut) -> [Piece] {
    guard isCut(list, cut) else { return list.elements.map { .element($0) } }
    return list.elements.prefix(cut.ends).map { .element($0) }
      + [.omission(list.elements.count - 2 * cut.ends)]
      + list.elements.suffix(cut.ends).map { .element($0) }
  }

  /// The length of a result's list stands behind it.
  private func omission(_ count: Int, _ cut: Cut) -> String {
    cut.tellsLength ? "…" : "… \(NumberText(Double(count))) more …"
  }

  /// Several elements a line, or one line a row when the elements are lists.
  private func broken(_ list: List, width: Int) -> String {
    var lines: [String] = []
    var line = "["
    let pieces = pieces(list, .result)
    for (index, piece) in pieces.enumerated() {
      var word = ""
      var isRow = false
      switch piece {
      case .element(let element):
        write(element, to: &word, .result)
        if case .list = element { isRow = true }
      case .omission(let count): word = omission(count, .result)
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
