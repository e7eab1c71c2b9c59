// SPDX-License-Identifier: Apache-2.0

/// Builds XML text; every text and attribute value is escaped here and nowhere else.
struct XMLWriter {
  typealias Attributes = KeyValuePairs<String, String>

  private(set) var text = ""

  /// An element without content.
  mutating func empty(_ name: String, _ attributes: Attributes) {
    open(name, attributes)
    text.removeLast()
    text += "/>"
    text += "\n"
  }

  /// An element that holds text.
  mutating func leaf(_ name: String, _ attributes: Attributes, _ content: String) {
    open(name, attributes)
    append(escaped: content)
    text += "</\(name)>\n"
  }

  /// An element that holds elements.
  mutating func element(
    _ name: String, _ attributes: Attributes, _ content: (inout XMLWriter) -> Void
  ) {
    open(name, attributes)
    text += "\n"
    content(&self)
    text += "</\(name)>\n"
  }

  private mutating func open(_ name: String, _ attributes: Attributes) {
    text += "<"
    text += name
    for (key, value) in attributes {
      text += " "
      text += key
      text += "=\""
      append(escaped: value)
      text += "\""
    }
    text += ">"
  }

  private static func isSpecial(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""): true
    default: false
    }
  }

  private mutating func append(escaped value: String) {
    guard value.utf8.contains(where: Self.isSpecial) else {
      text += value
      return
    }
    for scalar in value.unicodeScalars {
      switch scalar {
      case "&": text += "&amp;"
      case "<": text += "&lt;"
      case ">": text += "&gt;"
      case "\"": text += "&quot;"
      default: text.unicodeScalars.append(scalar)
      }
    }
  }
}
