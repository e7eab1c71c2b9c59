// SPDX-License-Identifier: Apache-2.0

/// The text of a cell as Unicode code points: every offset and range of this module counts these.
///
/// The protocol counts code points too (Messaging 5.5: `cursor_pos`), so no offset is ever converted.
public struct SourceText: Sendable, Equatable {
  public let scalars: [Unicode.Scalar]

  public init(_ text: String) { scalars = Array(text.unicodeScalars) }

  public var count: Int { scalars.count }

  /// The text of a range, which is clamped to the cell.
  public func string(_ range: Range<Int>) -> String {
    let slice = scalars[range.clamped(to: scalars.indices)]
    // Names and numbers are ASCII and many: written byte by byte they need no decoding.
    guard slice.allSatisfy({ $0.isASCII }) else {
      var text = String.UnicodeScalarView()
      text.append(contentsOf: slice)
      return String(text)
    }
    return String(unsafeUninitializedCapacity: slice.count) { bytes in
      for (index, scalar) in slice.enumerated() { bytes[index] = UInt8(scalar.value) }
      return slice.count
    }
  }

  /// The line of an offset: its number from 1 and the offsets of its code points, break excluded.
  public func line(at offset: Int) -> (number: Int, range: Range<Int>) {
    let offset = min(max(offset, 0), scalars.count)
    var number = 1
    var start = 0
    var index = 0
    while index < offset {
      if let next = lineBreak(at: index) {
        guard next <= offset else { break }
        number += 1
        start = next
        index = next
      } else {
        index += 1
      }
    }
    var end = offset
    while end < scalars.count, !scalars[end].isLineBreak { end += 1 }
    return (number, start..<max(start, end))
  }

  /// Where the next line begins, if a line break stands at `index`: LF, CR LF or CR.
  func lineBreak(at index: Int) -> Int? {
    guard scalars[index].isLineBreak else { return nil }
    let isPair =
      scalars[index] == "\r" && index + 1 < scalars.count && scalars[index + 1] == "\n"
    return index + (isPair ? 2 : 1)
  }
}

extension Unicode.Scalar {
  var isLineBreak: Bool { self == "\n" || self == "\r" }

  /// Blank between tokens: also the no-break blanks that come with pasted text.
  var isBlank: Bool {
    switch self {
    case " ", "\t", "\u{A0}", "\u{2007}", "\u{202F}": true
    default: false
    }
  }

  var isDigit: Bool { ("0"..."9").contains(self) }

  var beginsName: Bool {
    ("a"..."z").contains(self) || ("A"..."Z").contains(self) || self == "_"
  }

  var continuesName: Bool { beginsName || isDigit }
}
