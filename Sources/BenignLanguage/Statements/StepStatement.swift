// SPDX-License-Identifier: Apache-2.0

import BenignCore

extension Command {
  static let step = Command(
    name: "step", usage: "step [k] …",
    summary: "Takes k (default 1) more steps of gradient descent.", example: "step 10",
    arguments: .expression(key: nil),
    keys: [.learningRate, .loss, .reduction] + Key.optimization + [.title],
    effect: .changes
  ) { (invocation, session) throws(Diagnostic) in
    let steps = try invocation.stepCount(session)
    let settings = invocation.given.descent(steps: steps)
    try invocation.train(.descent(settings), in: &session)
  }
}

extension Invocation {
  fileprivate func stepCount(_ session: Session) throws(Diagnostic) -> Double {
    guard let argument = expressions.first else { return 1 }
    let value = try Evaluator(environment: environment).value(of: argument, in: Scope(session))
    if value == .none { return 1 }
    guard case .number(let number) = value, let steps = number.wholeValue,
      Interval.steps.contains(steps)
    else {
      throw Diagnostic(
        .invalidArgument, "The number of steps cannot be \(value.inSentence).",
        at: argument.range, expected: "whole \(Interval.steps.text)")
    }
    return steps
  }
}

extension GivenSettings {
  /// The settings of gradient descent that the keys give.
  func descent(steps: Double?) -> DescentSettings {
    var settings = DescentSettings(steps: steps, loss: loss, reduction: reduction)
    if let rate = number("lr") { settings.learningRate = .fixed(rate) }
    if text("lr") != nil { settings.learningRate = .automatic }
    settings.optimizer = text("optimizer").flatMap(Optimizer.named)
    (settings.momentum, settings.decay) = (number("momentum"), number("decay"))
    settings.batch = number("batch").map { Int(saturating: $0) }
    if let leap = boolean("leap") { settings.leap = leap }
    if let points = number("points") { settings.points = Int(saturating: points) }
    if let tolerance = number("tolerance") { settings.tolerance = tolerance }
    return settings
  }

  /// The settings of gradient flow that the keys give.
  var flow: FlowSettings {
    var settings = FlowSettings(time: number("time"), loss: loss, reduction: reduction)
    if let points = number("points") { settings.points = Int(saturating: points) }
    if let tolerance = number("tolerance") { settings.tolerance = tolerance }
    return settings
  }

  private var loss: Loss? { text("loss").flatMap(Loss.named) }
  private var reduction: Reduction? { text("reduction").flatMap(Reduction.init) }
}

extension Interval {
  static let steps = Interval(1, 1e30, "1 … 10³⁰")
}
