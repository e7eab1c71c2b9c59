// SPDX-License-Identifier: Apache-2.0

import BenignCore
import Concurrency

/// Reads one JSON object whose long lists of numbers it takes itself, while all else is left to a decoder.
///
/// - Complexity: one pass over the bytes.
struct ObjectReader {
  /// Lists of numbers by the names of their members.
  private(set) var lists: [String: [Double]] = [:]
  /// Lists of equally long such lists.
  private(set) var tables: [String: Matrix] = [:]
  /// The object without those members, as far as it could be read.
  private(set) var rest: [UInt8] = [UInt8(ascii: "{")]
  /// What is wrong with the text; `nil` where it is one object.
  private(set) var complaint: String?

  /// - Parameters:
  ///   - lists: the names of members that are lists of numbers.
  ///   - tables: of those that are lists of such lists.
  /// - Throws: `.interrupted`.
  init(
    _ bytes: [UInt8], lists: Set<String>, tables: Set<String>, stop: StopSignal
  ) throws(CoreError) {
    var cursor = ByteCursor(bytes)
    complaint = try read(&cursor, lists, tables, stop)
    rest.append(UInt8(ascii: "}"))
  }

  private mutating func read(
    _ cursor: inout ByteCursor, _ lists: Set<String>, _ tables: Set<String>,
    _ stop: StopSignal
  ) throws(CoreError) -> String? {
    guard cursor.take("{") else { return "it is no object" }
    repeat {
      let start = cursor.position
      guard let name = cursor.name(), cursor.take(":") else { return "a name cannot be read" }
      if lists.contains(name) {
        var numbers: [Double] = []
        guard try cursor.appendNumbers(to: &numbers, stop: stop) else {
          return "\(name) cannot be read"
        }
        self.lists[name] = numbers
      } else if tables.contains(name) {
        guard let table = try cursor.table(stop: stop) else {
          return "\(name) cannot be read"
        }
        self.tables[name] = table
      } else {
        guard cursor.skipValue() else { return "\(name) cannot be read" }
        if rest.count > 1 { rest.append(UInt8(ascii: ",")) }
        rest += cursor.bytes[start..<cursor.position]
      }
    } while cursor.take(",")
    return cursor.take("}") && cursor.isAtEnd ? nil : "its end cannot be read"
  }
}
