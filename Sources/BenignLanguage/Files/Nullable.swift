// SPDX-License-Identifier: Apache-2.0

/// A number that may have no value: written as `null`, where a synthesized optional leaves out its key.
struct Nullable<Value: Codable & Sendable>: Codable, Sendable {
  let value: Value?

  init(_ value: Value?) { self.value = value }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    value = container.decodeNil() ? nil : try container.decode(Value.self)
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(value)
  }
}
