// SPDX-License-Identifier: Apache-2.0

/// The whole numbers of five digits or more in a text, in groups of three.
public enum GroupedNumbers {
  /// Writes each word of the text.
  ///
  /// - Parameters:
  ///   - group: writes a group of three digits that follows another one.
  ///   - other: writes what is no such number.
  public static func write(
    _ text: String, group: (String) -> String, other: (String) -> String = { $0 }
  ) -> String {
    text.split(separator: " ", omittingEmptySubsequences: false).map { word in
      let sign = word.prefix { $0 == "-" }
      let digits = Array(word.dropFirst(sign.count).utf8)
      guard digits.count >= 5, digits.allSatisfy({ 0x30...0x39 ~= $0 }) else {
        return other(String(word))
      }
      let first = (digits.count - 1) % 3 + 1
      let groups = stride(from: first, to: digits.count, by: 3).map { start in
        group(String(decoding: digits[start..<start + 3], as: UTF8.self))
      }
      return sign + String(decoding: digits[..<first], as: UTF8.self) + groups.joined()
    }.joined(separator: " ")
  }
}
