// SPDX-License-Identifier: Apache-2.0

/// A pattern over a whole text: `*` any text, `?` one character, `[a-z]` and `[!a-z]` one of a set.
///
/// `[` without its end, and everything else, means itself, `^` included.
struct Glob: Sendable {
  fileprivate enum Element {
    case anyText
    case anyCharacter
    case one(of: [ClosedRange<Unicode.Scalar>], inverted: Bool)
    case literal(Unicode.Scalar)
  }

  private let elements: [Element]

  init(_ pattern: String) {
    var rest = Array(pattern.unicodeScalars)[...]
    var elements: [Element] = []
    while let scalar = rest.popFirst() {
      switch scalar {
      case "*": elements.append(.anyText)
      case "?": elements.append(.anyCharacter)
      case "[": elements.append(Glob.set(&rest) ?? .literal(scalar))
      default: elements.append(.literal(scalar))
      }
    }
    self.elements = elements
  }

  /// - Complexity: O(pattern × text): only the last `*` is ever tried again.
  func matches(_ text: String) -> Bool {
    let text = Array(text.unicodeScalars)
    var place = 0
    var element = 0
    var retry: (element: Int, place: Int)?
    while place < text.count {
      if element < elements.count, case .anyText = elements[element] {
        retry = (element + 1, place)
        element += 1
      } else if element < elements.count, elements[element].matches(text[place]) {
        element += 1
        place += 1
      } else if let again = retry {
        // The last `*` swallows one character more.
        retry = (again.element, again.place + 1)
        (element, place) = (again.element, again.place + 1)
      } else {
        return false
      }
    }
    return elements[element...].allSatisfy {
      if case .anyText = $0 { true } else { false }
    }
  }

  /// Reads a set whose `[` was read; `nil`, with nothing read, when it has no end.
  private static func set(_ rest: inout ArraySlice<Unicode.Scalar>) -> Element? {
    var body = rest
    let inverted = body.first == "!"
    if inverted { body.removeFirst() }
    // A `]` that comes first is a member.
    guard let end = body.dropFirst().firstIndex(of: "]") else { return nil }
    var members = body[..<end]
    rest = body[(end + 1)...]
    var ranges: [ClosedRange<Unicode.Scalar>] = []
    while let low = members.popFirst() {
      guard members.count >= 2, members.first == "-" else {
        ranges.append(low...low)
        continue
      }
      members.removeFirst()
      // A range that runs backwards holds nothing.
      if let high = members.popFirst(), low <= high { ranges.append(low...high) }
    }
    return .one(of: ranges, inverted: inverted)
  }
}

extension Glob.Element {
  fileprivate func matches(_ scalar: Unicode.Scalar) -> Bool {
    switch self {
    case .anyText, .anyCharacter: true
    case .one(let ranges, let inverted): ranges.contains { $0.contains(scalar) } != inverted
    case .literal(let literal): literal == scalar
    }
  }
}
