// SPDX-License-Identifier: Apache-2.0

/// A function of the language: how it is called, what it yields, and how.
struct Function: Sendable {
  let name: String
  /// The call as documentation prints it, "linspace(a, b, k)"; a sentence; and a cell that runs.
  let signature, summary, example: String
  let body: Body
  /// Whether the last argument says how many values it makes.
  var makesList = false

  enum Body: Sendable {
    /// On a number, or on each number of a list.
    case elementwise(@Sendable (Double) -> Double)
    /// The same, with a second argument that may be left out and says which function it is.
    case adjustable(
      @Sendable (_ second: Value?) throws(Diagnostic) -> @Sendable (Double) -> Double)
    /// From all numbers of one list, or of the arguments, to one number.
    case reducing(@Sendable ([Double]) -> Double?)
    case general(
      count: ClosedRange<Int>, @Sendable ([Value], Work) throws(Diagnostic) -> Value)
  }

  /// - Throws: InvalidArgument when the arguments do not fit.
  func callAsFunction(_ arguments: [Value], work: Work) throws(Diagnostic) -> Value {
    switch body {
    case .elementwise(let function):
      guard arguments.count == 1 else { throw wrongCount(arguments.count, "one argument") }
      // A number first: it is what runs evaluate at every step.
      if case .number(let number) = arguments[0] { return .number(function(number)) }
      work.begin()
      return try map(arguments[0], work, function)
    case .adjustable(let function):
      guard (1...2).contains(arguments.count) else {
        throw wrongCount(arguments.count, "one argument or two")
      }
      work.begin()
      return try map(arguments[0], work, try function(arguments.dropFirst().first))
    case .reducing(let function):
      guard !arguments.isEmpty else { throw wrongCount(0, "a list, or several numbers") }
      work.begin()
      var numbers: [Double] = []
      for argument in arguments { try collect(argument, into: &numbers, work) }
      guard let result = function(numbers) else {
        throw Diagnostic(.invalidArgument, "\(name) of an empty list has no value.")
      }
      return .number(result)
    case .general(let count, let function):
      guard count.contains(arguments.count) else {
        let words = ["no argument", "one argument", "two arguments", "three arguments"]
        throw wrongCount(arguments.count, words[min(count.lowerBound, words.count - 1)])
      }
      work.begin()
      return try function(arguments, work)
    }
  }

  private func wrongCount(_ count: Int, _ right: String) -> Diagnostic {
    Diagnostic(
      .invalidArgument,
      "\(name) takes \(right), and \(count == 0 ? "none is" : "\(count) are") given.",
      expected: signature)
  }

  private func map(_ value: Value, _ work: Work, _ function: (Double) -> Double)
    throws(Diagnostic) -> Value
  {
    if case .list(let list) = value {
      return try .list(
        try list.elements.map { (element) throws(Diagnostic) in
          try map(element, work, function)
        })
    }
    try work.count(1)
    guard let number = value.asNumber else { throw notANumber(value) }
    return .number(function(number))
  }

  private func collect(_ value: Value, into numbers: inout [Double], _ work: Work)
    throws(Diagnostic)
  {
    if case .list(let list) = value {
      for element in list.elements { try collect(element, into: &numbers, work) }
      return
    }
    try work.count(1)
    guard let number = value.asNumber else { throw notANumber(value) }
    numbers.append(number)
  }

  private func notANumber(_ value: Value) -> Diagnostic {
    Diagnostic(
      .invalidArgument, "\(name) takes numbers, and this is \(value.kindName).", expected: signature
    )
  }
}
