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
    if hasTrailingComma { throw .malformed("a comma before a closing bracket") }
    do {
      return try JSONText.decoder.decode(type, from: Data(bytes))
    } catch {
      throw .malformed("\(error)")
    }
  }

  /// Whether a comma stands before a closing bracket, which JSON forbids and `JSONDecoder` lets pass.
  private var hasTrailingComma: Bool {
    var isInString = false
    var isEscaped = false
    var isBehindComma = false
    for byte in bytes {
      if isInString {
        isInString = isEscaped || byte != UInt8(ascii: "\"")
        isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
        continue
      }
      switch byte {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"): continue
      case UInt8(ascii: "]"), UInt8(ascii: "}"):
        if isBehindComma { return true }
      case UInt8(ascii: "\""): isInString = true
      case _: break
      }
      isBehindComma = byte == UInt8(ascii: ",")
    }
    return false
  }
}
