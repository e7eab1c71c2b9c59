// SPDX-License-Identifier: Apache-2.0

/// Which values of the label's column are +1 and which −1.
struct LabelCoding: Sendable {
  /// For each distinct value: +1, −1, or `nil` where its rows are left out.
  let signs: [Double?]
  /// The value that is +1.
  let positive: String

  private static let shown = 5

  /// - Parameter values: the distinct values of the label's column.
  init(_ dataset: Dataset, values: [Dataset.Value]) throws(CoreError) {
    let negative = try dataset.negative.map { (value) throws(CoreError) in
      try Self.place(of: value, in: values, key: "negative")
    }
    let positive = try Self.positive(dataset, values: values, negative: negative)
    guard positive != negative else {
      throw .invalid(key: "negative", reason: "one value cannot be both +1 and −1")
    }
    guard values.count > 1 else { throw Self.oneLabel(values) }
    signs = values.indices.map { index in
      if index == positive { return 1 }
      guard let negative else { return -1 }
      return index == negative ? -1 : nil
    }
    self.positive = values[positive].text
  }

  /// The value's place: as given, or the other one, or the larger one, of two.
  private static func positive(
    _ dataset: Dataset, values: [Dataset.Value], negative: Int?
  ) throws(CoreError) -> Int {
    if let positive = dataset.positive {
      return try place(of: positive, in: values, key: "positive")
    }
    guard values.count > 1 else { throw oneLabel(values) }
    guard values.count == 2 else {
      let some = values.prefix(shown).map(\.inSentence).joined(separator: ", ")
      let more = values.count > shown ? ", …" : ""
      throw .invalid(
        key: "positive",
        reason: "the label has \(values.count) values, \(some)\(more): name the one that is +1")
    }
    if let negative { return 1 - negative }
    return values[0].isLess(than: values[1]) ? 1 : 0
  }

  private static func oneLabel(_ values: [Dataset.Value]) -> CoreError {
    .invalid(
      key: "label",
      reason: "every row has the label \(values.first?.inSentence ?? "")")
  }

  /// The function finds a given value: text as it is written, else as the number that it is; a number only as a number.
  private static func place(
    of given: Dataset.Value, in values: [Dataset.Value], key: String
  ) throws(CoreError) -> Int {
    if let place = values.firstIndex(of: given) { return place }
    if case .text(let text) = given,
      let place = values.firstIndex(of: Dataset.Value(written: text))
    {
      return place
    }
    // Text that reads as this number was not meant as one by the file, and perhaps was by who asks.
    let twin = values.first {
      $0.numericReading == given.numericReading && $0.numericReading != nil
    }
    let hint = twin.map { "; there is \($0.inSentence), which is text: write it in quotes" } ?? ""
    throw .invalid(key: key, reason: "no row has the label \(given.inSentence)\(hint)")
  }
}
