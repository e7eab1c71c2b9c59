// SPDX-License-Identifier: Apache-2.0

import BenignCharts
import BenignCore

/// Makes the figures of a `plot` statement over series.
struct PlotComposer {
  let invocation: Invocation
  let session: Session
  private let kind: PlotKind
  let series: [PlotSeries]
  let subjects: PlotSubjects
  /// t, or the time where one of the experiments drawn has flowed.
  let clock: Quantity

  init(_ invocation: Invocation, _ session: Session) throws(Diagnostic) {
    self.invocation = invocation
    self.session = session
    kind = try invocation.plotKind()
    guard !invocation.expressions.isEmpty else {
      throw Diagnostic(
        .invalidArgument, "plot needs something to draw.", at: invocation.range,
        expected: "plot SERIES, …", suggestion: "plot misalignment")
    }
    clock = Self.clock(of: invocation.expressions, in: session)
    let reader = PlotReader(
      session: session, environment: invocation.environment, x: invocation.later["x"],
      clock: clock)
    series = try invocation.expressions.map { (expression) throws(Diagnostic) in
      try reader.series(expression)
    }
    subjects = PlotSubjects(series.reduce(into: []) { $0.formUnion($1.subjects) }, in: session)
  }

  private static func clock(of expressions: [Expression], in session: Session) -> Quantity {
    let named = expressions.flatMap { $0.experimentsNamed(in: session) } + [session.current]
    let trajectories = named.compactMap { session.experiments[$0]?.trajectory }
    return trajectories.contains(where: \.hasFlow) ? .time : .step
  }

  /// What follows from the shapes of the series.
  func usualFigure() throws(Diagnostic) -> Figure {
    if series.contains(where: { $0.shape == .matrix }) { return try heatMap() }
    guard try areVectors() else {
      let kind: PlotKind = series.contains(where: \.goesBackAndForth) ? .points : .line
      return try kind.ofSeries(self)
    }
    let isScores = series.count == 1 && series.first?.quantity == .scores
    return isScores ? try scores() : try vectors { $0.map(Layer.stems) }
  }

  /// Numbers against x or by index, as the marks that a kind makes of them.
  func figure(_ marks: PlotKind.Marks, tellsGroupsApart: Bool) throws(Diagnostic) -> Figure {
    if let matrix = series.first(where: { $0.shape == .matrix }) {
      throw refusal(of: matrix, suggestion: PlotKind.heatMap)
    }
    guard try areVectors() else { return try curves(marks) }
    return try vectors { vectors in
      marks(vectors.flatMap { $0.againstIndex(tellingGroupsApart: tellsGroupsApart) })
    }
  }

  /// Whether the series go by index, and not by x.
  private func areVectors() throws(Diagnostic) -> Bool {
    let shapes = Set(series.map(\.shape))
    guard shapes.contains(.vector) else {
      guard shapes.contains(.curve) else { throw nothingRecorded() }
      return false
    }
    guard !shapes.contains(.curve) else {
      throw mixed("Vectors go by index, numbers by x: they do not share a picture.")
    }
    return true
  }

  func figure() throws(Diagnostic) -> Figure { try kind.ofSeries(self) }

  var wantsTheory: Bool { invocation.boolean("theory") ?? true }

  func title(_ composed: String) -> String { invocation.text("title") ?? composed }

  var subtitle: String? { subjects.subtitle }

  /// That a kind does not draw such a series.
  func refusal(of series: PlotSeries, suggestion: PlotKind) -> Diagnostic {
    Diagnostic(
      .invalidArgument, "kind=\(kind.word) does not draw \(series.name), \(series.shape.rawValue).",
      at: series.expression.range, expected: "\(kind.word): \(kind.definition)",
      suggestion: "kind=\(suggestion.word)")
  }

  func mixed(_ message: String) -> Diagnostic {
    Diagnostic(
      .invalidArgument, message, at: invocation.range, expected: "series of one shape",
      suggestion: "a plot statement for each")
  }

  func nothingRecorded() -> Diagnostic {
    let hasRun = session.experiment.trajectory.count > 0
    return Diagnostic(
      hasRun ? .invalidArgument : .notReady,
      hasRun
        ? "These are single numbers: there is nothing to draw against t."
        : "Nothing is recorded yet: run something first.", at: invocation.range,
      expected: "a recorded quantity, a list, or a matrix",
      suggestion: hasRun ? "plot misalignment" : "run steps=1000")
  }
}

extension PlotSeries {
  /// What a series is, in words.
  enum Shape: String {
    case curve = "numbers against x"
    case level = "a number"
    case vector = "a list of numbers"
    case matrix = "a matrix"
  }

  var shape: Shape {
    switch content {
    case .curve: .curve
    case .level: .level
    case .vector: .vector
    case .matrix: .matrix
    }
  }
}

extension PlotSeries {
  /// Whether it is a list against another whose order means nothing: a line would be a scribble.
  fileprivate var goesBackAndForth: Bool {
    guard case .curve(let x, _, isRecorded: false) = content else { return false }
    let steps = zip(x, x.dropFirst()).map { $1 - $0 }
    return steps.contains { $0 > 0 } && steps.contains { $0 < 0 }
  }
}

extension Trajectory {
  /// Whether somewhere the time goes on while t stands still.
  var hasFlow: Bool {
    guard let steps = self[Quantity.step.name], let times = self[Quantity.time.name] else {
      return false
    }
    return (1..<max(1, count)).contains { steps[$0] == steps[$0 - 1] && times[$0] > times[$0 - 1] }
  }
}
