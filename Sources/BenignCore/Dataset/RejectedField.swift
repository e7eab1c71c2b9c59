// SPDX-License-Identifier: Apache-2.0

/// What is wrong with a field that holds no number, in words.
struct RejectedField {
  let reason: String

  /// - Parameter text: without blanks around it.
  init(_ text: String) {
    if text.isEmpty {
      reason = "a number is missing"
    } else if Self.isMissing(text) {
      reason = "a number is missing (\(text))"
    } else if DecimalText(text) != nil {
      reason = "\(Self.clipped(text)) is too large for double precision"
    } else {
      reason = "\"\(Self.clipped(text))\" is no finite number\(Self.hint(text))"
    }
  }

  private static let missing: Set<String> = [
    "NA", "N/A", "#N/A", "<NA>", "na", "n/a", "NaN", "nan", "NULL", "null", ".",
  ]

  /// Whether the text is what R, pandas, spreadsheets and databases write where nothing is.
  static func isMissing(_ text: String) -> Bool { missing.contains(text) }

  /// A long text's beginning.
  static func clipped(_ text: String) -> String {
    let most = 40
    return text.unicodeScalars.count > most
      ? String(String.UnicodeScalarView(text.unicodeScalars.prefix(most))) + "…" : text
  }

  private static func hint(_ text: String) -> String {
    let digits = text.drop { $0 == "-" || $0 == "+" }.lowercased()
    if digits.hasPrefix("0x"), digits.dropFirst(2).first?.isHexDigit == true {
      return ", for it is hexadecimal"
    }
    let withoutCommas = text.filter { $0 != "," }
    if withoutCommas.count < text.count, DecimalText(withoutCommas) != nil {
      return ": numbers have a decimal point, and no commas"
    }
    if ["true", "false"].contains(text.lowercased()) { return ": write 1 or 0" }
    return ""
  }
}
