// SPDX-License-Identifier: Apache-2.0

/// A list of objects with the same members, written straight: a picture has hundreds of them.
struct JSONRows: Sendable, Equatable {
  /// The names of the members that are numbers, plain words.
  let keys: [String]
  /// Further members, the same in all objects.
  let common: [JSON.Member]
  /// The numbers as they are written, row by row.
  private var texts: [String] = []

  init(_ keys: String..., common: [JSON.Member] = []) {
    self.keys = keys
    self.common = common
  }

  /// - Parameter numbers: finite, one for each key.
  mutating func add(_ numbers: Double...) { add(numbers.map { NumberFormat.exact($0) }) }

  /// - Parameter numbers: the texts of numbers, one for each key.
  mutating func add(_ numbers: [String]) { texts += numbers }

  var count: Int { texts.count / keys.count }

  /// The numbers of each key.
  var columns: [[Double]] {
    keys.indices.map { column in
      stride(from: column, to: texts.count, by: keys.count).map { Double(texts[$0]) ?? 0 }
    }
  }

  /// The list.
  var json: JSON { .rows(self) }

  func append(to text: inout String) {
    let heads = keys.enumerated().map { ($0.offset == 0 ? "{\"" : ",\"") + $0.element + "\":" }
    let tail = common.map { ",\"\($0.key)\":\($0.value.text)" }.joined() + "}"
    text += "["
    for row in 0..<count {
      if row > 0 { text += "," }
      for (column, head) in heads.enumerated() {
        text += head
        text += texts[row * keys.count + column]
      }
      text += tail
    }
    text += "]"
  }
}
