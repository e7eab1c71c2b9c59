// SPDX-License-Identifier: Apache-2.0

import BenignCore
import Concurrency
import FoundationEssentials

extension ExportedExperiment {
  /// Writes the file: the settings by Foundation, the numbers, of which there are millions, row by row as text.
  ///
  /// - Throws: FileError; Interrupted, with the file as before.
  func write(to path: String, stop: StopSignal) throws(Diagnostic) {
    let file = try ReplacedFile(path)
    // One object: the numbers follow the settings, before the closing brace.
    try file.append(try encodedSettings(path).dropLast())
    var text = NumberRows()
    for vector in Vector.allCases {
      text.begin(vector.rawValue)
      try text.append(numbers(vector)[...], path)
    }
    for table in Table.allCases {
      guard let numbers = numbers(table) else { continue }
      text.begin(table.rawValue)
      try write(numbers, with: &text, to: file, path, stop: stop)
    }
    text.end()
    try file.append(text.take())
    try file.replace(stop: stop)
  }

  private func encodedSettings(_ path: String) throws(Diagnostic) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return Array(try encoder.encode(settings))
    } catch {
      throw TextFile.failure(path, "a number has no finite value")
    }
  }

  private func write(
    _ matrix: Matrix, with text: inout NumberRows, to file: ReplacedFile, _ path: String,
    stop: StopSignal
  ) throws(Diagnostic) {
    text.open()
    // Columns lie one after the other: some rows at a time share what is read.
    let stripe = 8
    for start in stride(from: 0, to: matrix.rows, by: stripe) {
      let rows = matrix.stripe(start..<min(start + stripe, matrix.rows))
      for first in stride(from: 0, to: rows.count, by: max(matrix.columns, 1)) {
        try stop.check()
        try text.append(rows[first..<first + matrix.columns], path)
        try file.append(text.take())
      }
    }
    text.close()
  }
}

extension Matrix {
  /// Some rows, one after the other.
  fileprivate func stripe(_ range: Range<Int>) -> [Double] {
    let count = range.count
    return [Double](unsafeUninitializedCapacity: count * columns) { target, initialized in
      storage.withUnsafeBufferPointer { source in
        for j in 0..<columns {
          for i in 0..<count { target[i * columns + j] = source[range.lowerBound + i + j * rows] }
        }
      }
      initialized = count * columns
    }
  }
}
