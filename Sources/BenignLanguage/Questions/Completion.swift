// SPDX-License-Identifier: Apache-2.0

import BenignCore

/// What could stand at the cursor.
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
    case path
  }

  public let text: String
  public let kind: Kind
  public let signature: String?

  /// The completions at an offset, in the order of their kinds and then of the alphabet.
  /// - Returns: the completions, and the code points that each of them replaces.
  public static func completions(in source: SourceText, at cursor: Int, of session: Session)
    -> (items: [Completion], range: Range<Int>)
  {
    let place = CursorPlace(source, at: cursor)
    let found = candidates(at: place, of: session).filter { $0.text.hasPrefix(place.prefix) }
    return (found, place.range)
  }

  private static func candidates(at place: CursorPlace, of session: Session) -> [Completion] {
    switch place.context {
    case .none: []
    case .statement: commands + expressions(of: session)
    case .topic: Documentation.topics.sorted().map { Completion($0, .command) }
    case .arguments(let command):
      keys(of: command, besides: place.keysGiven) + expressions(of: session)
    case .value(let command, let key):
      (command.key(key)?.words ?? []).map { Completion($0, .word) }
        + (command.key(key)?.kind.isNamed == true ? [] : expressions(of: session))
    case .expression: expressions(of: session)
    }
  }

  private init(_ text: String, _ kind: Kind, signature: String? = nil) {
    self.text = text
    self.kind = kind
    self.signature = signature
  }

  private static var commands: [Completion] {
    Registry.commands.sorted { $0.name < $1.name }
      .map { Completion($0.name, .command, signature: $0.usage) }
  }

  private static func keys(of command: Command, besides given: Set<String>) -> [Completion] {
    command.keys.filter { !given.contains($0.name) }
      .map { Completion($0.name + "=", .key, signature: "\($0.name): \($0.typeText)") }
  }

  private static func expressions(of session: Session) -> [Completion] {
    session.variables.keys.sorted().map { Completion($0, .variable) }
      + Registry.quantityNames.map { Completion($0, .quantity) }
      + Registry.functions.map { Completion($0.name, .function, signature: $0.signature) }
      + Registry.constants.keys.sorted().map { Completion($0, .constant) }
  }
}

extension Key.Kind {
  var isNamed: Bool {
    if case .name = self { return true }
    return false
  }
}
