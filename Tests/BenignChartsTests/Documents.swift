// SPDX-License-Identifier: Apache-2.0

import JupyterProtocol

extension JSONValue {
  init(parsing text: String) throws {
    self = try JSONText(bytes: Array(text.utf8)).decode(as: JSONValue.self)
  }

  var elements: [JSONValue] {
    if case .array(let values) = self { values } else { [] }
  }

  /// Every string under the key, at any depth.
  func strings(under key: String) -> [String] {
    switch self {
    case .null, .boolean, .integer, .number, .string, .written: []
    case .array(let values): values.flatMap { $0.strings(under: key) }
    case .object(let members):
      members.flatMap { name, value in
        (name == key ? [value.text].compactMap(\.self) : []) + value.strings(under: key)
      }
    }
  }
}

/// An XML document as far as a figure needs XML; `nil` from `init` where it is not well formed.
struct ParsedXML {
  struct Element {
    let name: String
    let attributes: [String: String]
    var text = ""
  }

  /// In document order.
  private(set) var elements: [Element] = []

  init?(_ document: String) {
    var open: [Int] = []
    var rest = document[...]
    while let start = rest.firstIndex(of: "<") {
      guard Self.appendText(rest[..<start], to: &elements, open: open) else { return nil }
      guard let end = rest[start...].firstIndex(of: ">") else { return nil }
      let tag = rest[rest.index(after: start)..<end]
      rest = rest[rest.index(after: end)...]
      if tag.first == "/" {
        guard let last = open.popLast(), elements[last].name == tag.dropFirst() else { return nil }
        continue
      }
      guard let element = Self.element(tag) else { return nil }
      guard elements.isEmpty || !open.isEmpty else { return nil }
      elements.append(element)
      if tag.last != "/" { open.append(elements.count - 1) }
    }
    guard open.isEmpty, !elements.isEmpty, rest.allSatisfy(\.isWhitespace) else { return nil }
  }

  func texts(of name: String) -> [String] { elements.filter { $0.name == name }.map(\.text) }

  private static func appendText(_ text: Substring, to elements: inout [Element], open: [Int])
    -> Bool
  {
    guard let unescaped = unescaped(text) else { return false }
    if let last = open.last {
      elements[last].text += unescaped
      return true
    }
    return text.allSatisfy(\.isWhitespace)
  }

  private static func element(_ tag: Substring) -> Element? {
    var parts = tag.last == "/" ? tag.dropLast() : tag
    let name = parts.prefix { !$0.isWhitespace }
    parts = parts.dropFirst(name.count)
    var attributes: [String: String] = [:]
    while let first = parts.first {
      guard first == " ", let equals = parts.firstIndex(of: "=") else { return nil }
      let key = String(parts[parts.index(after: parts.startIndex)..<equals])
      let value = parts[equals...].dropFirst(2)
      guard parts[equals...].dropFirst().first == "\"", let end = value.firstIndex(of: "\""),
        let unescaped = unescaped(value[..<end]), attributes[key] == nil
      else { return nil }
      attributes[key] = unescaped
      parts = value[value.index(after: end)...]
    }
    return Element(name: String(name), attributes: attributes)
  }

  /// nil for a bare `&` or a control character.
  private static func unescaped(_ text: Substring) -> String? {
    var result = ""
    var rest = text
    while let start = rest.firstIndex(of: "&") {
      result += rest[..<start]
      guard let end = rest[start...].firstIndex(of: ";") else { return nil }
      switch rest[rest.index(after: start)..<end] {
      case "amp": result += "&"
      case "lt": result += "<"
      case "gt": result += ">"
      case "quot": result += "\""
      default: return nil
      }
      rest = rest[rest.index(after: end)...]
    }
    result += rest
    let isLegal = result.unicodeScalars.allSatisfy { $0.value >= 0x20 || $0 == "\n" }
    return isLegal ? result : nil
  }
}
