// SPDX-License-Identifier: Apache-2.0

/// The keys of a sweep whose lists go together, as `zip=[n, p]` says: the first element of each, then the second of each.
struct ZippedKeys {
  private let names: Set<String>

  /// Which element of its lists a combination has.
  struct Row {
    let place: Int
    /// The key that was written first, and the length of its list.
    let first: String
    let count: Int
  }

  /// - Throws: InvalidArgument for what is no list of two or more keys that are given.
  init(_ invocation: Invocation) throws(Diagnostic) {
    guard let written = invocation.later[Key.zip.name] else {
      names = []
      return
    }
    let given = Set(invocation.call.pairs.map(\.key.text))
    var names: Set<String> = []
    for element in written.elements ?? [] {
      guard let name = element.keyName, given.contains(name), name != Key.zip.name else {
        throw Diagnostic(
          .invalidArgument, "\(SyntaxText(element)) is no key that this sweep gives.",
          at: element.range, expected: "keys whose lists go together",
          suggestion: element.keyName.flatMap { Spelling.nearest(to: $0, among: given.sorted()) })
      }
      guard names.insert(name).inserted else {
        throw Diagnostic(
          .invalidArgument, "\(name) stands twice in zip.", at: element.range,
          expected: "each key once")
      }
    }
    guard names.count > 1 else {
      throw Diagnostic(
        .invalidArgument, "zip needs two keys or more.", at: written.range,
        expected: "zip: \(Key.zip.typeText)", suggestion: "zip=[n, p]")
    }
    self.names = names
  }

  func contains(_ key: Key) -> Bool { names.contains(key.name) }

  /// - Throws: InvalidArgument for a list of another length than the first.
  func check(_ count: Int, of key: Key, with row: Row, at range: Range<Int>) throws(Diagnostic) {
    guard count != row.count else { return }
    throw Diagnostic(
      .invalidArgument,
      "\(key.name) has \(count) \(count == 1 ? "value" : "values") and \(row.first) has \(row.count), and zip takes them together.",
      at: range, expected: "lists of one length")
  }

  /// That a key has one value, where zip asks for a list.
  func refusal(of key: Key, at range: Range<Int>) -> Diagnostic {
    Diagnostic(
      .invalidArgument, "\(key.name) has no list of values that zip could take.", at: range,
      expected: "a list, or zip without \(key.name)")
  }
}

extension Key {
  static let zip = Key(
    "zip", .laterList("list of keys"), default: "none",
    "keys whose lists, of one length, go together and are not crossed")
}

extension Expression {
  /// A key, if it may be one.
  fileprivate var keyName: String? {
    switch node {
    case .name(let name): name
    case .member(let owner, let name): "\(owner).\(name)"
    default: nil
    }
  }
}
