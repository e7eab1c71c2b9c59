// SPDX-License-Identifier: Apache-2.0

public import Concurrency

/// What an expression or a query yields.
public enum Answer: Sendable, Equatable {
  case value(Value)
  case report(Report)
}

extension Session {
  /// Evaluates one expression, or answers one query, and changes nothing.
  public func answer(_ source: SourceText, stop: StopSignal)
    -> Result<Answer, Diagnostic>
  {
    do throws(Diagnostic) {
      let statements = try Parser.statements(of: source)
      try Check.statements(statements, in: self)
      guard let statement = statements.first, statements.count == 1 else {
        throw Self.notAnAnswer(0..<source.count)
      }
      let environment = Environment(access: .reading, stop: stop, emit: { _ in })
      return .success(try answer(statement, environment))
    } catch {
      return .failure(error)
    }
  }

  private func answer(_ statement: Statement, _ environment: Environment) throws(Diagnostic)
    -> Answer
  {
    do throws(Diagnostic) {
      switch statement.kind {
      case .expression(let expression):
        let evaluator = Evaluator(environment: environment)
        return .value(try evaluator.value(of: expression, in: Scope(self)))
      case .command(let call):
        guard let query = Query(rawValue: call.name.text),
          let command = call.command
        else { throw Self.notAnAnswer(call.name.range) }
        let invocation = try Invocation(
          call, of: command, range: statement.range, session: self, environment: environment)
        return .report(try invocation.report(query, self))
      case .assignment(let name, _):
        throw Self.notAnAnswer(name.range)
      }
    } catch {
      throw error.located(at: statement.range)
    }
  }

  private static func notAnAnswer(_ range: Range<Int>) -> Diagnostic {
    Diagnostic(
      .invalidArgument, "This has no value.", at: range,
      expected: "one expression, or direction, error, conditions or state")
  }
}
