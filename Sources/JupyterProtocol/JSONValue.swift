// SPDX-License-Identifier: Apache-2.0

/// A JSON document as a value. Numbers are doubles, or integers where the text had no fraction.
public indirect enum JSONValue: Sendable, Equatable {
  case null
  case boolean(Bool)
  case integer(Int64)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])
  /// A document that is text already, and is passed on as it is.
  case written(JSONText)

  /// The text of a string; `nil` for anything else.
  public var text: String? {
    guard case .string(let text) = self else { return nil }
    return text
  }

  /// The member of an object; `nil` where there is none or this is no object.
  public subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members[key]
  }
}

extension JSONValue: Decodable {
  /// Integers beyond 64 bits become the nearest double.
  public init(from decoder: any Decoder) throws {
    let single = try decoder.singleValueContainer()
    if single.decodeNil() {
      self = .null
    } else if let text = try? single.decode(String.self) {
      self = .string(text)
    } else if let truth = try? single.decode(Bool.self) {
      self = .boolean(truth)
    } else if let integer = try? single.decode(Int64.self) {
      self = .integer(integer)
    } else if let number = try? single.decode(Double.self) {
      self = .number(number)
    } else {
      self = try JSONValue(containerOf: decoder)
    }
  }

  private init(containerOf decoder: any Decoder) throws {
    if var unkeyed = try? decoder.unkeyedContainer() {
      var elements: [JSONValue] = []
      while !unkeyed.isAtEnd { elements.append(try unkeyed.decode(JSONValue.self)) }
      self = .array(elements)
      return
    }
    let keyed = try decoder.container(keyedBy: AnyKey.self)
    var members: [String: JSONValue] = [:]
    for key in keyed.allKeys {
      members[key.stringValue] = try keyed.decode(JSONValue.self, forKey: key)
    }
    self = .object(members)
  }
}

extension JSONValue: Encodable {
  /// Infinite numbers and NaN, which JSON lacks, become `null`.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .object(let members):
      var keyed = encoder.container(keyedBy: AnyKey.self)
      for (key, value) in members { try keyed.encode(value, forKey: AnyKey(stringValue: key)) }
    case .array(let elements):
      var unkeyed = encoder.unkeyedContainer()
      for element in elements { try unkeyed.encode(element) }
    case .written(let text):
      try text.decode(as: JSONValue.self).encode(to: encoder)
    case .string(let text):
      try encode(text, to: encoder)
    case .boolean(let truth):
      try encode(truth, to: encoder)
    case .integer(let integer):
      try encode(integer, to: encoder)
    case .number(let number) where number.isFinite:
      try encode(number, to: encoder)
    case .number, .null:
      var single = encoder.singleValueContainer()
      try single.encodeNil()
    }
  }

  private func encode(_ scalar: some Encodable, to encoder: any Encoder) throws {
    var single = encoder.singleValueContainer()
    try single.encode(scalar)
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral
{
  public init(stringLiteral text: String) { self = .string(text) }
  public init(booleanLiteral truth: Bool) { self = .boolean(truth) }
  public init(integerLiteral integer: Int64) { self = .integer(integer) }
  public init(floatLiteral number: Double) { self = .number(number) }
  public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  /// Of members with the same key the last one counts.
  public init(dictionaryLiteral members: (String, JSONValue)...) {
    self = .object(Dictionary(members) { _, last in last })
  }
}

/// Any string as a key.
private struct AnyKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}
