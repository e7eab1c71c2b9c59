// SPDX-License-Identifier: Apache-2.0

/// Records of a comma-separated file (RFC 4180), one at a time.
///
/// Lines end with LF, CR LF or CR; a field in double quotes may hold commas, line ends and doubled quotes; blanks around a field do not count; empty lines are skipped.
struct RecordReader {
  /// What stands between two commas.
  struct Field: Equatable {
    let text: String
    let isQuoted: Bool
  }

  /// An error in the form of the file, with its place.
  struct Failure: Error {
    let reason: String
    let row, column: Int
  }

  private let bytes: [UInt8]
  private var position: Int
  /// The row of the record that was read last, as a spreadsheet counts: from 1, empty lines too.
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
  mutating func next() throws(Failure) -> [Field]? {
    while position < bytes.count {
      row += 1
      skipBlanks()
      if isAtEndOfLine {
        skipEndOfLine()
      } else {
        return try record()
      }
    }
    return nil
  }

  private mutating func record() throws(Failure) -> [Field] {
    var fields = [Field]()
    while true {
      fields.append(try field(column: fields.count + 1))
      if isAtEndOfLine {
        skipEndOfLine()
        return fields
      }
      position += 1
    }
  }

  /// Whether the line, or the file, ends here.
  private var isAtEndOfLine: Bool {
    position == bytes.count || bytes[position] == Self.lineFeed
      || bytes[position] == Self.carriageReturn
  }

  private mutating func skipEndOfLine() {
    guard position < bytes.count else { return }
    let isReturn = bytes[position] == Self.carriageReturn
    position += 1
    if isReturn, position < bytes.count, bytes[position] == Self.lineFeed { position += 1 }
  }

  /// Reads a field; what follows it is a comma or the end of the line.
  private mutating func field(column: Int) throws(Failure) -> Field {
    skipBlanks()
    if position < bytes.count, bytes[position] == Self.quote { return try quoted(column: column) }
    let start = position
    scan: while position < bytes.count {
      let byte = bytes[position]
      // Digits, letters, points and signs are larger than all that matters here.
      if byte <= Self.comma {
        switch byte {
        case Self.comma, Self.lineFeed, Self.carriageReturn: break scan
        case Self.quote:
          throw Failure(
            reason: "a quote inside a field without quotes; in quotes it is doubled", row: row,
            column: column)
        case _: break
        }
      }
      position += 1
    }
    var end = position
    while end > start, Self.isBlank(bytes[end - 1]) { end -= 1 }
    return Field(text: try text(bytes[start..<end], column: column), isQuoted: false)
  }

  private mutating func quoted(column: Int) throws(Failure) -> Field {
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
        guard isAtEndOfLine || bytes[position] == Self.comma else {
          throw Failure(
            reason: "text after a closing quote; a quote inside quotes is doubled", row: row,
            column: column)
        }
        return Field(text: try text(content[...], column: column), isQuoted: true)
      }
    }
    throw Failure(reason: "a quote is not closed", row: row, column: column)
  }

  private mutating func skipBlanks() {
    while position < bytes.count, Self.isBlank(bytes[position]) { position += 1 }
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
  }

  private func text(_ bytes: ArraySlice<UInt8>, column: Int) throws(Failure) -> String {
    guard !bytes.contains(0) else {
      throw Failure(reason: "a NUL byte, which stands in no text", row: row, column: column)
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Failure(
        reason: "this is not UTF-8 text; save the file as UTF-8", row: row, column: column)
    }
    return text
  }
}
