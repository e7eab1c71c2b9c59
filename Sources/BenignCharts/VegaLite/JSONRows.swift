// SPDX-License-Identifier: Apache-2.0

/// A list of objects with the same members, written straight: a picture has hundreds of them.
struct JSONRows {
  private var text = "["
  /// The text before each number.
  private let keys: [String]
  /// Further members, the same in all objects.
  private let tail: String

  /// - Parameters:
  ///   - keys: the names of the members that are numbers, plain words.
  ///   - common: further members.
  init(_ keys: String..., common: [JSON.Member] = []) {
    self.keys = keys.enumerated().map { ($0.offset == 0 ? "{\"" : ",\"") + $0.element + "\":" }
    tail = common.map { ",\"\($0.key)\":\($0.value.text)" }.joined() + "}"
  }

  /// - Parameter numbers: finite, one for each key.
  mutating func add(_ numbers: Double...) { add(numbers.map { NumberFormat.exact($0) }) }

  /// - Parameter numbers: the texts of numbers, one for each key.
  mutating func add(_ numbers: [String]) {
    if text.utf8.count > 1 { text += "," }
    for (key, number) in zip(keys, numbers) {
      text += key
      text += number
    }
    text += tail
  }

  /// The list.
  var json: JSON { .written(text + "]") }
}
