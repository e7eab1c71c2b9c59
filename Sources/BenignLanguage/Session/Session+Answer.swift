// SPDX-License-Identifier: Apache-2.0

/// What an expression or a query yields.
public enum Answer: Sendable, Equatable {
  case value(Value)
}

extension Session {
  /// Evaluates one expression, or answers one query.
  public func answer(_ source: SourceText, shouldStop: @escaping () -> Bool)
    -> Result<Answer, Diagnostic>
  {
    do throws(Diagnostic) {
      let statements = try Parser.statements(of: source)
      try Check.statements(statements, in: self)
      guard let statement = statements.first, statements.count == 1,
        case .expression(let expression) = statement.kind
      else {
        throw Diagnostic(
          .invalidArgument, "This is not one expression.", at: 0..<source.count,
          expected: "an expression")
      }
      let environment = Environment(access: .reading, shouldStop: shouldStop, emit: { _ in })
      return .success(
        .value(try Evaluator(environment: environment).value(of: expression, in: Scope(self))))
    } catch {
      return .failure(error)
    }
  }
}
