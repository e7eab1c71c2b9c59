// SPDX-License-Identifier: Apache-2.0

import BenignCharts
import BenignCore

/// Makes a figure of a `plot` statement; what is drawn follows from the shapes of the series.
struct PlotComposer {
  let invocation: Invocation
  let session: Session
  let series: [PlotSeries]
  let subjects: PlotSubjects
  /// t, or the time where one of the experiments drawn has flowed.
  let clock: Quantity

  init(_ invocation: Invocation, _ session: Session) throws(Diagnostic) {
    self.invocation = invocation
    self.session = session
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

  func figure() throws(Diagnostic) -> Figure {
    let shapes = Set(series.map(\.shape))
    if shapes.contains(.matrix) {
      guard let only = series.first, series.count == 1, case .matrix(let matrix) = only.content
      else { throw mixed("A matrix is drawn alone.") }
      return heatMap(only, matrix)
    }
    if shapes.contains(.vector) {
      guard !shapes.contains(.curve) else {
        throw mixed("Vectors go by index, numbers by x: they do not share a picture.")
      }
      return try vectors()
    }
    guard shapes.contains(.curve) else { throw nothingRecorded() }
    return try curves()
  }

  func scale(_ key: String) -> Scale { invocation.text(key).flatMap(Scale.init) ?? .auto }

  var wantsTheory: Bool { invocation.boolean("theory") ?? true }

  func title(_ composed: String) -> String { invocation.text("title") ?? composed }

  var subtitle: String? { subjects.subtitle }

  private func mixed(_ message: String) -> Diagnostic {
    Diagnostic(
      .invalidArgument, message, at: invocation.range, expected: "series of one shape",
      suggestion: "a plot statement for each")
  }

  private func nothingRecorded() -> Diagnostic {
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
  enum Shape {
    case curve, level, vector, matrix
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

extension Trajectory {
  /// Whether somewhere the time goes on while t stands still.
  var hasFlow: Bool {
    guard let steps = self[Quantity.step.name], let times = self[Quantity.time.name] else {
      return false
    }
    return (1..<max(1, count)).contains { steps[$0] == steps[$0 - 1] && times[$0] > times[$0 - 1] }
  }
}
