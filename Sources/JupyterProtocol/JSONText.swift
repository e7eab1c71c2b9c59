// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// One JSON document as its UTF-8 bytes.
///
/// Messages keep their parts in this form: what is only passed on, such as a parent header with keys
/// and digits that we do not know, is passed on exactly.
public struct JSONText: Sendable, Equatable {
  public let bytes: [UInt8]

  /// Takes bytes as they are; they are not looked at before `decode`.
  public init(bytes: [UInt8]) { self.bytes = bytes }

  public static let emptyObject = JSONText(bytes: Array("{}".utf8))

  /// - Throws: `.unencodable` if the value holds an infinite number or NaN outside a `JSONValue`.
  public init(encoding value: some Encodable) throws(ProtocolError) {
    do {
      bytes = try Array(JSONText.encoder.encode(value))
    } catch {
      throw .unencodable("\(error)")
    }
  }

  private static let encoder: JSONEncoder = {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.withoutEscapingSlashes]
    return encoder
  }()

  private static let decoder = JSONDecoder()

  /// - Throws: `.malformed` if this is no JSON, nested deeper than 512, or not of this type.
  public func decode<Value: Decodable>(as type: Value.Type) throws(ProtocolError) -> Value {
    do {
      return try JSONText.decoder.decode(type, from: Data(bytes))
    } catch {
      throw .malformed("\(error)")
    }
  }
}
