// SPDX-License-Identifier: Apache-2.0

/// The key whose value a boundary searches for, and where it searches.
struct SearchedKey: Sendable {
  let name: String
  let range: ClosedRange<Double>
  /// Whether only whole numbers are values of it.
  let isWhole: Bool

  init(_ name: String, _ range: ClosedRange<Double>, isWhole: Bool = false) {
    (self.name, self.range, self.isWhole) = (name, range, isWhole)
  }

  /// - Returns: `nil` where the statement searches for nothing.
  /// - Throws: InvalidArgument where no key has a list [low, high] of numbers that it takes.
  init?(_ invocation: Invocation, in session: Session) throws(Diagnostic) {
    guard let command = invocation.call.command, command.key(Key.whereName) != nil else {
      return nil
    }
    let free = invocation.call.freeVariables
    let pair = invocation.call.pairs.first { pair in
      free.contains(pair.key.text) || command.key(pair.key.text)?.sweeps ?? false
    }
    guard let pair, let ends = pair.value.elements, ends.count == 2 else {
      throw Diagnostic(
        .invalidArgument, "boundary needs a key to search, with the two ends of the search.",
        at: pair?.value.range ?? invocation.range, expected: "KEY=[low, high] before other keys",
        suggestion: "mu=[0.1, 100]")
    }
    name = pair.key.text
    let key = command.key(name) ?? Key.free(name)
    let refusal = { (reason: String) in
      Diagnostic(
        .invalidArgument, "\(pair.key.text) \(reason).", at: pair.value.range,
        expected: "KEY=[low, high], low < high", suggestion: "mu=[0.1, 100]")
    }
    guard ![CellReader.seed, CellReader.mixtureSeed, CellReader.networkSeed].contains(name) else {
      throw refusal("is a seed, and nothing changes steadily with a seed")
    }
    var scope = Scope(session)
    scope.prefersSettings = true
    scope.ownKey = name
    let evaluator = Evaluator(environment: invocation.environment)
    let numbers = try ends.map { (end) throws(Diagnostic) in
      let value = try evaluator.value(of: end, for: key, in: scope)
      guard case .number(let number) = value, number.isFinite else {
        throw refusal("is searched between two numbers, and this is \(value.kindName)")
      }
      guard key.kind.accepted(value) != nil else {
        throw refusal("cannot be \(Datum(value).shortText): it is \(key.kind.text)")
      }
      return number
    }
    guard numbers[0] < numbers[1] else { throw refusal("has no range: low is not below high") }
    range = numbers[0]...numbers[1]
    isWhole = key.isWhole
  }
}

extension Key {
  fileprivate var isWhole: Bool {
    switch kind {
    case .whole, .perCell(.whole, _): true
    default: false
    }
  }
}
