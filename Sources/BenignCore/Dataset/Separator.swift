// SPDX-License-Identifier: Apache-2.0

/// What separates the fields of a file that is not comma-separated.
struct Separator {
  private let name: String
  private let count: Int
  private let commas: Int

  private static let known: [(byte: UInt8, name: String)] = [
    (UInt8(ascii: ";"), "semicolon"), (UInt8(ascii: "\t"), "tab"), (UInt8(ascii: "|"), "bar"),
    (UInt8(ascii: " "), "blank"),
  ]

  /// Looks at the file's first line.
  ///
  /// - Returns: `nil` where no other separator stands there more often than commas.
  init?(_ bytes: [UInt8]) {
    var counts = [Int](repeating: 0, count: 256)
    var isQuoted = false
    for byte in bytes.drop(while: { $0 == 10 || $0 == 13 }) {
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if isQuoted { continue }
      if byte == 10 || byte == 13 { break }
      counts[Int(byte)] += 1
    }
    commas = counts[Int(UInt8(ascii: ","))]
    // Blanks stand in names, and around separators.
    let others = Self.known.filter { $0.name != "blank" && counts[Int($0.byte)] > 0 }
    let found = others.max { counts[Int($0.byte)] < counts[Int($1.byte)] }
    guard let (byte, name) = found ?? (commas == 0 ? Self.known.last : nil) else { return nil }
    let count = counts[Int(byte)]
    guard count > commas else { return nil }
    (self.name, self.count) = (name, count)
  }

  var reason: String {
    let commas = commas == 0 ? "no comma" : "\(commas) comma\(commas == 1 ? "" : "s")"
    return "its first line has \(commas) and \(count) \(name)\(count == 1 ? "" : "s"): "
      + "write it with commas between the fields, and with decimal points"
  }
}

extension Separator {
  /// What a file is that is no UTF-8 text, by its first bytes.
  static func foreignFormat(_ bytes: [UInt8]) -> String? {
    let formats: [(start: [UInt8], name: String)] = [
      ([0xFF, 0xFE], "UTF-16 text: save it as UTF-8"),
      ([0xFE, 0xFF], "UTF-16 text: save it as UTF-8"),
      (Array("PK\u{3}\u{4}".utf8), "an archive or a spreadsheet's own file: save it as CSV"),
      ([0x1F, 0x8B], "compressed by gzip: unpack it first"),
      (Array("PAR1".utf8), "a Parquet file: save it as CSV"),
    ]
    return formats.first { bytes.starts(with: $0.start) }.map { "it is \($0.name)" }
  }
}
