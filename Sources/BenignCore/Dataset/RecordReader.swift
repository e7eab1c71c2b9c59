// SPDX-License-Identifier: Apache-2.0

/// Records of a comma-separated file (RFC 4180), one at a time.
///
/// Lines end with LF or CR LF; a field in double quotes may hold commas, line ends and doubled quotes; blanks around a field do not count; empty lines are skipped.
struct RecordReader {
  /// Where something is wrong with the form.
  struct Failure: Error {
    let reason: String
    let row: Int
    let column: Int
  }

  private let bytes: [UInt8]
  private var position: Int
  /// Records read so far; the header is row 1.
  private(set) var row = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    // UTF-8's byte order mark is no part of the text.
    position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  private static let comma = UInt8(ascii: ",")
  private static let quote = UInt8(ascii: "\"")
  private static let lineFeed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")

  /// The next record's fields, or `nil` at the end.
  mutating func next() throws(Failure) -> [String]? {
    skipEmptyLines()
    guard position < bytes.count else { return nil }
    row += 1
    var fields = [String]()
    while true {
      fields.append(try field(column: fields.count + 1))
      guard position < bytes.count else { return fields }
      let separator = bytes[position]
      position += 1
      if separator == Self.comma { continue }
      return fields
    }
  }

  private mutating func skipEmptyLines() {
    while position < bytes.count {
      let isEnd = bytes[position] == Self.lineFeed
      let isPair =
        bytes[position] == Self.carriageReturn && position + 1 < bytes.count
        && bytes[position + 1] == Self.lineFeed
      guard isEnd || isPair else { return }
      position += isPair ? 2 : 1
    }
  }

  /// Reads a field; what follows it is a comma, a line feed or the end.
  private mutating func field(column: Int) throws(Failure) -> String {
    skipBlanks()
    if position < bytes.count, bytes[position] == Self.quote { return try quoted(column: column) }
    let start = position
    while position < bytes.count, bytes[position] != Self.comma, bytes[position] != Self.lineFeed {
      if bytes[position] == Self.quote {
        throw Failure(reason: "a quote inside a field without quotes", row: row, column: column)
      }
      position += 1
    }
    var end = position
    while end > start, Self.isBlank(bytes[end - 1]) { end -= 1 }
    return try text(bytes[start..<end], column: column)
  }

  private mutating func quoted(column: Int) throws(Failure) -> String {
    position += 1
    var content = [UInt8]()
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte != Self.quote {
        content.append(byte)
      } else if position < bytes.count, bytes[position] == Self.quote {
        content.append(byte)
        position += 1
      } else {
        skipBlanks()
        let isOver =
          position == bytes.count || bytes[position] == Self.comma
          || bytes[position] == Self.lineFeed
        guard isOver else {
          throw Failure(reason: "text after a closing quote", row: row, column: column)
        }
        return try text(content[...], column: column)
      }
    }
    throw Failure(reason: "a quote is not closed", row: row, column: column)
  }

  private mutating func skipBlanks() {
    while position < bytes.count, Self.isBlank(bytes[position]) { position += 1 }
  }

  /// A blank, a tabulator, or the first half of CR LF.
  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == carriageReturn
  }

  private func text(_ bytes: ArraySlice<UInt8>, column: Int) throws(Failure) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Failure(reason: "this is not UTF-8 text", row: row, column: column)
    }
    return text
  }
}
