// SPDX-License-Identifier: Apache-2.0

/// What each column of a file is for: the label, a feature, or left out.
struct TableColumns: Sendable {
  /// The names of all columns.
  let header: [String]
  /// The label's place, from 0.
  let label: Int
  /// The features' places, ascending.
  let features: [Int]

  /// - Throws: `.invalid` for a column that is not there, `.file` where no feature remains.
  init(_ dataset: Dataset, header: [String]) throws(CoreError) {
    self.header = header
    label = try dataset.label.place(in: header, key: "label")
    var dropped = Set<Int>()
    for column in dataset.dropped { dropped.insert(try column.place(in: header, key: "drop")) }
    guard !dropped.contains(label) else {
      throw .invalid(key: "drop", reason: "the label's column cannot be left out")
    }
    features = header.indices.filter { [label] in $0 != label && !dropped.contains($0) }
    guard !features.isEmpty else {
      let others = dropped.isEmpty ? "" : " that is not left out"
      throw .file(
        path: dataset.path, reason: "there is no column beside the label's\(others)", row: 1,
        column: nil)
    }
  }

  /// The column as a key takes it: its name where that is plain and its own, else its index.
  func column(at place: Int) -> Dataset.Column {
    let name = header[place]
    let isPlain = name.unicodeScalars.allSatisfy {
      $0.value >= 32 && $0 != "\"" && $0 != "\\" && $0.properties.generalCategory != .control
    }
    let isLong = name.unicodeScalars.count > 40
    let isOnly = header.count { $0 == name } == 1
    return !name.isEmpty && isPlain && isOnly && !isLong ? .name(name) : .index(place)
  }

  /// How a column is left out, in words.
  func remedy(for place: Int) -> String {
    switch column(at: place) {
    case .name(let name): "drop=[\"\(name)\"] leaves the column out"
    case .index(let index): "drop=[\(index)] leaves the column out"
    }
  }
}

extension Dataset.Column {
  /// The column's place in a header, from 0.
  fileprivate func place(in header: [String], key: String) throws(CoreError) -> Int {
    switch self {
    case .index(let index):
      let place = index < 0 ? header.count + index : index
      guard header.indices.contains(place) else {
        throw .invalid(
          key: key, reason: "there is no column \(index); they go from 0 to \(header.count - 1)")
      }
      return place
    case .name(let name):
      let places = header.indices.filter { header[$0] == name }
      guard let place = places.first else {
        let known = header.prefix(8).map { "\"\(RejectedField.clipped($0))\"" }
        let rest = header.count > 8 ? ", …" : ""
        throw .invalid(
          key: key,
          reason:
            "no column is named \"\(name)\"; there are \(known.joined(separator: ", "))\(rest)")
      }
      guard places.count == 1 else {
        throw .invalid(
          key: key, reason: "\(places.count) columns are named \"\(name)\"; give its number")
      }
      return place
    }
  }
}
