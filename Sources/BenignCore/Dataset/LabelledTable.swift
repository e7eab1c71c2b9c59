// SPDX-License-Identifier: Apache-2.0

import Concurrency

/// A data set's file as read: numbers and labels, before any split.
struct LabelledTable: Sendable {
  let columns: TableColumns
  /// Row by row, one for each feature.
  private(set) var numbers: [Double] = []
  /// For each row the index of its label in `labels`.
  private(set) var labelIndices: [Int] = []
  /// The label's distinct values, in the order of their first rows.
  private(set) var labels: [Dataset.Value] = []

  private let path: String

  var rows: Int { labelIndices.count }
  /// The features' names in the file's order.
  var features: [String] { columns.features.map { columns.header[$0] } }

  /// - Throws: `.file` with row and column, `.invalid`, `.resourceLimit`, `.interrupted`.
  init(_ dataset: Dataset, stop: StopSignal) throws(CoreError) {
    path = dataset.path
    let bytes = try RegularFile.bytes(dataset.path, stop: stop)
    if let reason = Separator.foreignFormat(bytes) {
      throw .file(path: path, reason: reason, row: nil, column: nil)
    }
    var reader = RecordReader(bytes)
    do {
      columns = try Self.columns(dataset, &reader)
    } catch {
      guard let separator = Separator(bytes) else { throw error }
      throw .file(path: path, reason: separator.reason, row: 1, column: nil)
    }
    let lines = try Self.lines(of: bytes, stop: stop)
    try MemoryQuota.check(
      doubles: 2 * Double(lines) * Double(columns.features.count), for: "a table of \(lines) rows")
    try read(&reader, stop: stop)
    guard rows > 0 else {
      throw .file(path: path, reason: "there is no row below the header", row: nil, column: nil)
    }
  }

  private static func columns(
    _ dataset: Dataset, _ reader: inout RecordReader
  ) throws(CoreError) -> TableColumns {
    guard let header = try reader.next(in: dataset.path) else {
      throw .file(path: dataset.path, reason: "it is empty", row: nil, column: nil)
    }
    if let first = header.first?.text, header.count < 3, first.hasPrefix("sep=") {
      throw .file(
        path: dataset.path, reason: "its first line is no header; take \(first) away", row: 1,
        column: nil)
    }
    return try TableColumns(dataset, header: header.map(\.text))
  }

  /// At least as many as there are records, where all lines end alike.
  private static func lines(of bytes: [UInt8], stop: StopSignal) throws(CoreError) -> Int {
    let piece = 1 << 20
    var (feeds, returns) = (0, 0)
    for start in stride(from: 0, to: bytes.count, by: piece) {
      try stop.check()
      let part = bytes[start..<min(start + piece, bytes.count)]
      feeds += part.count { $0 == UInt8(ascii: "\n") }
      returns += part.count { $0 == UInt8(ascii: "\r") }
    }
    return 1 + max(feeds, returns)
  }

  private mutating func read(
    _ reader: inout RecordReader, stop: StopSignal
  ) throws(CoreError) {
    var known = [Dataset.Value: Int]()
    // Between two questions lie some thousand numbers, well below a millisecond.
    let stride = min(64, max(1, 4096 / columns.features.count))
    while let fields = try reader.next(in: path) {
      if rows % stride == 0 { try stop.check() }
      guard fields.count == columns.header.count else {
        throw .file(
          path: path, reason: countReason(fields), row: reader.row, column: nil)
      }
      for place in columns.features {
        numbers.append(try number(fields[place].text, row: reader.row, place: place, of: fields))
      }
      let label = fields[columns.label]
      guard !label.text.isEmpty, label.isQuoted || !RejectedField.isMissing(label.text) else {
        let mark = label.text.isEmpty ? "" : " (\(label.text) is a label if it stands in quotes)"
        throw .file(
          path: path, reason: "the label is missing\(mark)", row: reader.row,
          column: columns.label + 1)
      }
      let value = Dataset.Value(label)
      let index = known[value, default: labels.count]
      if index == labels.count {
        known[value] = index
        labels.append(value)
      }
      labelIndices.append(index)
    }
  }

  private func number(
    _ field: String, row: Int, place: Int, of fields: [RecordReader.Field]
  ) throws(CoreError) -> Double {
    if let number = DecimalText.finiteNumber(field) { return number }
    let isEmptyRow = fields.allSatisfy(\.text.isEmpty)
    let reason =
      isEmptyRow
      ? "the row is empty but for its commas"
      : "\(RejectedField(field).reason); \(columns.remedy(for: place))"
    throw .file(path: path, reason: reason, row: row, column: place + 1)
  }

  /// Why a row that has another number of fields than the header may have it.
  private func countReason(_ fields: [RecordReader.Field]) -> String {
    let count = columns.header.count
    let hint =
      if fields.count == count + 1, fields.last?.text.isEmpty == true {
        "; the row ends with a comma, and the header does not"
      } else if fields.count == count + 1, rows == 0 {
        "; perhaps the header lacks a name for the first column"
      } else if fields.count > count {
        "; a comma inside a field needs quotes, and decimals have a point"
      } else {
        ""
      }
    return "there are \(fields.count) of \(count) fields\(hint)"
  }
}

extension RecordReader {
  /// The next record, with the file's name in what is thrown.
  fileprivate mutating func next(in path: String) throws(CoreError) -> [Field]? {
    do {
      return try next()
    } catch {
      throw .file(path: path, reason: error.reason, row: error.row, column: error.column)
    }
  }
}
