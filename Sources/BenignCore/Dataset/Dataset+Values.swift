// SPDX-License-Identifier: Apache-2.0

extension Dataset.Value {
  /// A label as it stands in a file: a number where it is written as one, else text.
  ///
  /// Text is what stands in quotes, and whatever would lose something as a number: "007", a whole number beyond 2⁵³, more digits than double precision has.
  init(_ field: RecordReader.Field) {
    self = field.isQuoted ? .text(field.text) : Self(written: field.text)
  }

  init(written text: String) {
    if let decimal = DecimalText(text), decimal.isCanonical, decimal.number.magnitude <= 0x1p53 {
      self = .number(decimal.number)
    } else {
      self = .text(text)
    }
  }

  /// The value as it is written.
  var text: String {
    switch self {
    case .text(let text): text
    case .number(let number): number.isWhole ? "\(Int(saturating: number))" : "\(number)"
    }
  }

  /// The value as a sentence has it: text in quotes.
  var inSentence: String {
    switch self {
    case .text(let text): "\"\(RejectedField.clipped(text))\""
    case .number: text
    }
  }

  /// The value's digits are read as this number, whether or not the value is text.
  var numericReading: Double? {
    switch self {
    case .number(let number): number
    case .text(let text): DecimalText(text).map(\.number)
    }
  }

  /// Whether the value is the smaller one of two: by their numbers where both have different ones, else by their texts.
  func isLess(than other: Dataset.Value) -> Bool {
    if let first = numericReading, let second = other.numericReading, first != second {
      return first < second
    }
    return text < other.text
  }
}

extension Double {
  /// Whether the number is whole, and small enough to be written without an exponent.
  fileprivate var isWhole: Bool { self == rounded() && magnitude <= 0x1p53 }
}
