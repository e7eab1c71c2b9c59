// SPDX-License-Identifier: Apache-2.0

/// Documentation of what stands at the cursor.
public struct Inspection {
  private let source: SourceText
  private let session: Session
  private let tokens: [Token]

  /// - Returns: `nil` where nothing is documented.
  public static func page(in source: SourceText, at cursor: Int, of session: Session) -> Page? {
    let inspection = Inspection(
      source: source, session: session, tokens: Lexer.tokens(of: source))
    return inspection.page(at: min(max(cursor, 0), source.count))
  }

  private func page(at cursor: Int) -> Page? {
    let index = tokens.firstIndex {
      $0.kind == .name && $0.range.lowerBound <= cursor && cursor <= $0.range.upperBound
    }
    if let index { return documentation(ofName: index) }
    let before = tokens.prefix { $0.range.upperBound <= cursor && $0.kind != .end }
    return surroundingCall(before).flatMap { Documentation.page(of: $0) }
  }

  private func documentation(ofName index: Int) -> Page? {
    let name = source.string(tokens[index].range)
    if index >= 2, tokens[index - 1].kind == .dot {
      let owner = source.string(tokens[index - 2].range)
      return Documentation.page(of: "\(owner).\(name)") ?? Documentation.page(of: name)
    }
    // In `mixture n=3` it is the key that is meant.
    if tokens[index + 1].kind == .assign, let command = command(at: index),
      let key = command.key(name)
    {
      return Page(entries: [Documentation.entry(of: key, of: command)])
    }
    if let value = session.variables[name] {
      return Page(entries: [[.heading("\(name) = \(ValueText(value).display())")]])
    }
    return Documentation.page(of: name) ?? experiment(name) ?? table(name)
  }

  private func table(_ name: String) -> Page? {
    guard let table = session.table(name) else { return nil }
    let columns = "columns: " + table.columnNames.joined(separator: ", ")
    return Page(entries: [[.heading("\(name) (table)"), .prose(table.counts), .prose(columns)]])
  }

  private func experiment(_ name: String) -> Page? {
    guard let experiment = session.experiments[name] else { return nil }
    let summary = experiment.summary ?? "nothing is defined yet"
    return Page(entries: [[.heading("\(name) (experiment)"), .prose(summary)]])
  }

  /// The command of the statement in which a token stands.
  private func command(at index: Int) -> Command? {
    guard let start = tokens[..<index].lastIndex(where: { $0.kind == .statement }),
      start + 1 < index
    else { return nil }
    return Registry.command(source.string(tokens[start + 1].range))
  }

  /// The function whose parentheses are open, else the command of the statement.
  private func surroundingCall(_ before: ArraySlice<Token>) -> String? {
    guard let start = before.lastIndex(where: { $0.kind == .statement }) else { return nil }
    let statement = before[(start + 1)...]
    let call = statement.openBrackets.first {
      statement[$0].kind == .openParenthesis && $0 > statement.startIndex
        && statement[$0 - 1].kind == .name
    }
    let word = call.map { statement[$0 - 1] } ?? statement.first
    return word.map { source.string($0.range) }
  }
}
