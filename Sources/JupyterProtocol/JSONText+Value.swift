// SPDX-License-Identifier: Apache-2.0

extension JSONText {
  /// Written straight: a picture has thousands of values, and the encoder asks each of them through several containers.
  public init(_ value: JSONValue) {
    var bytes: [UInt8] = []
    value.write(to: &bytes)
    self.init(bytes: bytes)
  }
}

extension JSONValue {
  /// Infinite numbers and NaN, which JSON lacks, become `null`.
  fileprivate func write(to bytes: inout [UInt8]) {
    switch self {
    case .null: bytes += "null".utf8
    case .boolean(let truth): bytes += (truth ? "true" : "false").utf8
    case .integer(let integer): bytes += String(integer).utf8
    case .number(let number) where number.isFinite:
      let text = number.description
      bytes += (text.hasSuffix(".0") ? text.dropLast(2) : text[...]).utf8
    case .number: bytes += "null".utf8
    case .string(let text): Self.write(text, to: &bytes)
    case .written(let text): bytes += text.bytes
    case .array(let elements):
      bytes.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        element.write(to: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    case .object(let members):
      bytes.append(UInt8(ascii: "{"))
      for (index, member) in members.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        Self.write(member.key, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        member.value.write(to: &bytes)
      }
      bytes.append(UInt8(ascii: "}"))
    }
  }

  private static func write(_ text: String, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    var text = text
    text.withUTF8 { characters in
      var written = 0
      for (index, byte) in characters.enumerated()
      where byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
        bytes += characters[written..<index]
        written = index + 1
        escape(byte, to: &bytes)
      }
      bytes += characters[written...]
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private static func escape(_ byte: UInt8, to bytes: inout [UInt8]) {
    switch byte {
    case UInt8(ascii: "\n"): bytes += "\\n".utf8
    case 0..<0x20:
      let digits = String(byte, radix: 16)
      bytes += "\\u00".utf8
      bytes += ((digits.utf8.count < 2 ? "0" : "") + digits).utf8
    default: bytes += [UInt8(ascii: "\\"), byte]
    }
  }
}
