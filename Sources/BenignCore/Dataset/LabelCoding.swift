// SPDX-License-Identifier: Apache-2.0

/// Which values of the label's column are +1 and which −1.
struct LabelCoding: Sendable {
  /// For each distinct value: +1, −1, or `nil` where its rows are left out.
  let signs: [Double?]
  /// The value that is +1.
  let positive: String

  private static let shown = 5

  init(_ dataset: Dataset, values: [String]) throws(CoreError) {
    let values = values.map(Dataset.Value.text)
    let positive = try Self.positive(dataset, values: values)
    let signs: [Double?] = values.map { value in
      if value.matches(positive) { return 1 }
      guard let negative = dataset.negative else { return -1 }
      return value.matches(negative) ? -1 : nil
    }
    try Self.require(1, in: signs, key: "positive", value: positive)
    try Self.require(-1, in: signs, key: "negative", value: dataset.negative)
    self.signs = signs
    self.positive = positive.text
  }

  /// As given, or the other one, or the larger one, of two.
  private static func positive(
    _ dataset: Dataset, values: [Dataset.Value]
  ) throws(CoreError) -> Dataset.Value {
    if let positive = dataset.positive { return positive }
    guard values.count > 1 else {
      throw .invalid(
        key: "label", reason: "every row has the label \"\(values.first?.text ?? "")\"")
    }
    guard values.count == 2 else {
      let some = values.prefix(shown).map { "\"\($0.text)\"" }.joined(separator: ", ")
      let more = values.count > shown ? ", …" : ""
      throw .invalid(
        key: "positive",
        reason: "the label has \(values.count) values, \(some)\(more): name the one that is +1")
    }
    if let negative = dataset.negative {
      return values[0].matches(negative) ? values[1] : values[0]
    }
    if let first = values[0].number, let second = values[1].number {
      return first > second ? values[0] : values[1]
    }
    return values[0].text > values[1].text ? values[0] : values[1]
  }

  private static func require(
    _ sign: Double, in signs: [Double?], key: String, value: Dataset.Value?
  ) throws(CoreError) {
    if signs.contains(sign) { return }
    let reason = value.map { "no row has the label \"\($0.text)\"" } ?? "all rows have one label"
    throw .invalid(key: key, reason: reason)
  }
}
