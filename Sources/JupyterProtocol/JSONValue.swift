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
}
