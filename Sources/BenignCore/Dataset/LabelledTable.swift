// SPDX-License-Identifier: Apache-2.0

/// A data set's file as read: numbers and labels, before any split.
struct LabelledTable: Sendable {
  let features: [String]
  /// Row by row, `features.count` each.
  private(set) var numbers: [Double] = []
  /// For each row the index of its label in `labels`.
  private(set) var labelIndices: [Int] = []
  /// The label's distinct values, in the order of their first rows.
  private(set) var labels: [String] = []

  var rows: Int { labelIndices.count }

  /// - Throws: `.file` with row and column, `.invalid`, `.resourceLimit`, `.interrupted`.
  init(_ dataset: Dataset, shouldStop: () -> Bool) throws(CoreError) {
    let bytes = try RegularFile.bytes(dataset.path, shouldStop: shouldStop)
    var reader = RecordReader(bytes)
    guard let header = try reader.next(in: dataset.path) else {
      throw .file(path: dataset.path, reason: "it is empty", row: nil, column: nil)
    }
    let labelColumn = try dataset.label.place(in: header)
    features = header.indices.filter { $0 != labelColumn }.map { header[$0] }
    guard !features.isEmpty else {
      throw .file(
        path: dataset.path, reason: "there is no column beside the label's", row: 1, column: nil)
    }
    let lines = try Self.lines(of: bytes, shouldStop: shouldStop)
    try MemoryLimit.check(
      doubles: 2 * Double(lines) * Double(features.count), for: "a table of \(lines) rows")
    try read(&reader, dataset, labelColumn: labelColumn, shouldStop: shouldStop)
    guard rows > 0 else {
      throw .file(
        path: dataset.path, reason: "there is no row below the header", row: nil, column: nil)
    }
  }

  /// At least as many as there are records.
  private static func lines(of bytes: [UInt8], shouldStop: () -> Bool) throws(CoreError) -> Int {
    let piece = 1 << 20
    var lines = 1
    for start in stride(from: 0, to: bytes.count, by: piece) {
      if shouldStop() { throw .interrupted }
      lines += bytes[start..<min(start + piece, bytes.count)].count { $0 == UInt8(ascii: "\n") }
    }
    return lines
  }

  private mutating func read(
    _ reader: inout RecordReader, _ dataset: Dataset, labelColumn: Int, shouldStop: () -> Bool
  ) throws(CoreError) {
    var known = [String: Int]()
    // Between two questions lie some thousand numbers, well below a millisecond.
    let stride = min(64, max(1, 4096 / features.count))
    while let fields = try reader.next(in: dataset.path) {
      if reader.row % stride == 0, shouldStop() { throw .interrupted }
      guard fields.count == features.count + 1 else {
        throw .file(
          path: dataset.path,
          reason: "there are \(fields.count) of \(features.count + 1) fields",
          row: reader.row, column: nil)
      }
      for (column, field) in fields.enumerated() where column != labelColumn {
        guard let number = Double(field), number.isFinite else {
          throw .file(
            path: dataset.path,
            reason: field.isEmpty ? "a number is missing" : "\"\(field)\" is no finite number",
            row: reader.row, column: column + 1)
        }
        numbers.append(number)
      }
      let label = fields[labelColumn]
      guard !label.isEmpty else {
        throw .file(
          path: dataset.path, reason: "the label is missing", row: reader.row,
          column: labelColumn + 1)
      }
      // 1 and 1.0 are one value.
      let key = Double(label).map { "\($0)" } ?? label
      let index = known[key, default: labels.count]
      if index == labels.count {
        known[key] = index
        labels.append(label)
      }
      labelIndices.append(index)
    }
  }
}

extension RecordReader {
  /// The next record, with the file's name in what is thrown.
  fileprivate mutating func next(in path: String) throws(CoreError) -> [String]? {
    do {
      return try next()
    } catch {
      throw .file(path: path, reason: error.reason, row: error.row, column: error.column)
    }
  }
}

extension Dataset.Column {
  /// The column's place in a header, from 0.
  fileprivate func place(in header: [String]) throws(CoreError) -> Int {
    switch self {
    case .index(let index):
      let place = index < 0 ? header.count + index : index
      guard header.indices.contains(place) else {
        throw .invalid(
          key: "label", reason: "there is no column \(index); they go from 0 to \(header.count - 1)"
        )
      }
      return place
    case .name(let name):
      let places = header.indices.filter { header[$0] == name }
      guard let place = places.first else {
        let known = header.prefix(8).map { "\"\($0)\"" }.joined(separator: ", ")
        throw .invalid(
          key: "label",
          reason:
            "no column is named \"\(name)\"; there are \(known)\(header.count > 8 ? ", …" : "")")
      }
      guard places.count == 1 else {
        throw .invalid(
          key: "label", reason: "\(places.count) columns are named \"\(name)\"; give its number")
      }
      return place
    }
  }
}
