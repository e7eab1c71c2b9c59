// SPDX-License-Identifier: Apache-2.0

import Concurrency

extension LabelledTable {
  /// Fewer rows count by chance.
  private static let fewestCounting = 3
  private static let mostNamed = 3

  /// - Throws: `.interrupted`.
  func oddities(stop: StopSignal) throws(CoreError) -> [DatasetSummary.Oddity] {
    var oddities: [DatasetSummary.Oddity] = []
    for (index, place) in columns.features.enumerated() {
      try stop.check()
      if oddities.count == Self.mostNamed { break }
      // pandas names a column that had no name.
      if place == 0, ["", "Unnamed: 0"].contains(columns.header[place]) {
        oddities.append(.namelessFirst)
      } else if rows >= Self.fewestCounting, counts(feature: index) {
        oddities.append(.counting(columns.column(at: place)))
      }
    }
    if namesAreNumbers { oddities.append(.numericNames) }
    return oddities
  }

  /// Whether each row has one more than the row before.
  private func counts(feature: Int) -> Bool {
    let count = columns.features.count
    return (1..<rows).allSatisfy { row in
      let place = row * count + feature
      return numbers[place] == numbers[place - count] + 1 && numbers[place].magnitude < 0x1p53
    }
  }

  /// Whether the features' names could be a row: pandas names columns 0, 1, 2, … where it has no names, and these are names.
  private var namesAreNumbers: Bool {
    let names = columns.features.map { DecimalText.finiteNumber(columns.header[$0]) }
    guard !names.contains(nil) else { return false }
    return zip(names, columns.features).contains { name, place in
      name != Double(place) && name != Double(place + 1)
    }
  }
}
