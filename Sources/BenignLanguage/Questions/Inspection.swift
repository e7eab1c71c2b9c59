// SPDX-License-Identifier: Apache-2.0

/// Documentation of what stands at the cursor.
public enum Inspection {
  /// - Returns: `nil` where nothing is documented.
  public static func text(in source: SourceText, at cursor: Int, of session: Session) -> String? {
    let cursor = min(max(cursor, 0), source.count)
    let word = Lexer.tokens(of: source).first {
      $0.kind == .name && $0.range.lowerBound <= cursor && cursor <= $0.range.upperBound
    }
    guard let word else { return nil }
    let name = source.string(word.range)
    if let documentation = Documentation.text(of: name) { return documentation }
    return session.variables[name].map { "\(name) = \(ValueText($0).display())" }
  }
}
