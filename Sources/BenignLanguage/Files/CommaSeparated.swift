// SPDX-License-Identifier: Apache-2.0

/// Rows of fields as comma-separated text (RFC 4180, lines ended by LF).
struct CommaSeparated {
  let bytes: [UInt8]

  init(_ rows: [[String]]) {
    var bytes: [UInt8] = []
    for row in rows {
      for (index, field) in row.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        bytes += Self.field(field).utf8
      }
      bytes.append(UInt8(ascii: "\n"))
    }
    self.bytes = bytes
  }

  /// In quotes, with its own quotes doubled, where it holds what separates fields.
  private static func field(_ text: String) -> String {
    let special: Set<Unicode.Scalar> = [",", "\"", "\n", "\r"]
    guard text.unicodeScalars.contains(where: special.contains) else { return text }
    var quoted = "\""
    for scalar in text.unicodeScalars {
      if scalar == "\"" { quoted.unicodeScalars.append(scalar) }
      quoted.unicodeScalars.append(scalar)
    }
    return quoted + "\""
  }
}
