// SPDX-License-Identifier: Apache-2.0

/// The text of JSON lists of numbers.
struct NumberRows {
  private var bytes: [UInt8] = []
  private var needsComma = false

  /// The name of a member that follows others.
  mutating func begin(_ name: String) {
    bytes += ",\"\(name)\":".utf8
    needsComma = false
  }

  mutating func open() {
    bytes.append(UInt8(ascii: "["))
    needsComma = false
  }

  mutating func close() {
    bytes.append(UInt8(ascii: "]"))
    needsComma = true
  }

  mutating func end() { bytes += "}\n".utf8 }

  /// A list of numbers.
  /// - Throws: FileError for a number that JSON cannot write.
  mutating func append(_ numbers: ArraySlice<Double>, _ path: String) throws(Diagnostic) {
    guard numbers.allSatisfy(\.isFinite) else {
      throw TextFile.failure(path, "a number has no finite value")
    }
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    bytes.append(UInt8(ascii: "["))
    for (place, number) in numbers.enumerated() {
      if place > 0 { bytes.append(UInt8(ascii: ",")) }
      append(number)
    }
    close()
  }

  /// The shortest decimal that reads back as the same number.
  private mutating func append(_ number: Double) {
    var text = number.description
    text.withUTF8 { utf8 in
      // A whole number as JSON writes it, without ".0".
      let isWhole =
        utf8.count > 2 && utf8[utf8.count - 2] == UInt8(ascii: ".")
        && utf8[utf8.count - 1] == UInt8(ascii: "0")
      bytes.append(contentsOf: isWhole ? utf8[..<(utf8.count - 2)] : utf8[...])
    }
  }

  /// What was written since it was taken last.
  mutating func take() -> [UInt8] {
    defer { bytes.removeAll(keepingCapacity: true) }
    return bytes
  }
}
