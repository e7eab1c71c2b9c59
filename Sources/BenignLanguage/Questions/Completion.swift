// SPDX-License-Identifier: Apache-2.0

/// Something that could stand at the cursor.
public struct Completion: Sendable, Equatable {
  public enum Kind: String, Sendable {
    case command = "keyword"
    case key = "param"
    case word = "enum"
    case variable = "instance"
    case setting = "property"
    case quantity = "field"
    case function
    case constant
    case experiment = "module"
    case table = "class"
    case path
  }

  public let text: String
  public let kind: Kind
  public let signature: String?

  init(_ text: String, _ kind: Kind, signature: String? = nil) {
    self.text = text
    self.kind = kind
    self.signature = signature
  }

  /// The completions at an offset; what is most probably meant comes first.
  /// - Returns: the completions, and the code points that each of them replaces.
  public static func completions(in source: SourceText, at cursor: Int, of session: Session)
    -> (items: [Completion], range: Range<Int>)
  {
    let place = CursorPlace(source, at: cursor)
    let candidates = Candidates(session: session, place: place).all
    var seen: Set<String> = []
    let items = candidates.filter {
      $0.text.hasPrefix(place.prefix) && seen.insert($0.text).inserted
    }
    return (items, place.range)
  }
}
