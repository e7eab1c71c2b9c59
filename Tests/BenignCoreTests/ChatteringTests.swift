// SPDX-License-Identifier: Apache-2.0

import Concurrency
import TestSupport
import Testing

@testable import BenignCore

/// Steps of a chattering phase against full ones.
struct ChatteringTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var points = 60
    var neurons = 24
    var positive: Int?
    var loss = Loss.exponential
    var initial = 1e-3
    var flip = 0.2
    var gamma = 0.1
    var rate = 3e-4
    var seed: UInt64 = 1
    var testDescription: String {
      "n=\(points) m=\(neurons) positive=\(positive ?? -1) \(loss.word) flip=\(flip) gamma=\(gamma) seed=\(seed)"
    }
  }

  /// Whole and broken tiles, more points than one word of bits holds, one sign only, every loss.
  static let cases: [Case] =
    (UInt64(1)...6).map { Case(seed: $0) } + [
      Case(points: 13, rate: 1e-3), Case(points: 64, seed: 2),
      Case(points: 530, neurons: 12, rate: 3e-5), Case(positive: 0), Case(positive: 24),
      Case(neurons: 1), Case(loss: .logistic, rate: 1e-3), Case(loss: .hinge, rate: 1e-4),
      Case(flip: 0, gamma: 0.05, seed: 3),
    ]

  private struct Start {
    let problem: TrainingProblem
    let state: TrainingState
    let groups: PatternGroups
    let margins: [Double]
  }

  /// Some full steps into a run.
  private func start(_ sample: Case, after steps: Int = 60) throws -> Start {
    var experiment = Experiment()
    try experiment.define(
      Mixture(
        points: sample.points, dimension: Double(20 * sample.points), meanNorm: 6,
        flip: sample.flip, seed: sample.seed), stop: .never)
    try experiment.define(
      NetworkDefinition(
        neurons: sample.neurons, negativeSlope: sample.gamma, positiveNeurons: sample.positive,
        initialDeviation: sample.initial, seed: sample.seed), stop: .never)
    let (problem, initial) = try experiment.requireTraining()
    var state = initial
    state.loss = sample.loss
    for _ in 0..<steps { step(&state, problem, sample) }
    return Start(
      problem: problem, state: state, groups: PatternGroups(of: state.preactivations, in: problem),
      margins: state.margins(in: problem))
  }

  private func step(_ state: inout TrainingState, _ problem: TrainingProblem, _ sample: Case) {
    let weights = sample.loss.descents(state.margins(in: problem)).map { $0 * sample.rate }
    let groups = PatternGroups(of: state.preactivations, in: problem)
    FullStep(problem: problem).apply(weights, groups: groups, to: &state)
  }

  private func settings(
    _ sample: Case, steps: Int, quiet: Int = .max, stop: StopSignal = .never
  ) -> ChatteringPhase.Settings {
    ChatteringPhase.Settings(
      steps: steps, rate: sample.rate, largestLoss: 1e300, quietSteps: quiet,
      stop: stop)
  }

  @Test("two hundred steps are the full ones, patterns and all", arguments: cases)
  func agreesWithFullSteps(_ sample: Case) throws {
    let start = try start(sample)
    let made = ChatteringPhase(
      start.state, margins: start.margins, groups: start.groups, in: start.problem)
    var phase = try #require(made)
    var full = start.state
    var patterns = start.groups
    var taken = 0
    var quiet = 0
    while taken < 200 {
      let result = try phase.run(settings(sample, steps: min(7, 200 - taken)), quietSteps: quiet)
      taken += result.steps
      quiet = result.quietSteps
      #expect(!result.isSpoilt)
    }
    var changes = 0
    var slowQuiet = 0
    for _ in 0..<200 {
      step(&full, start.problem, sample)
      let next = PatternGroups(of: full.preactivations, in: start.problem)
      if next != patterns { changes += 1 }
      slowQuiet = next == patterns ? slowQuiet + 1 : 0
      patterns = next
    }
    var state = start.state
    phase.flush(into: &state)
    #expect(quiet == slowQuiet, "\(changes) changes")
    #expect(PatternGroups(of: state.preactivations, in: start.problem) == patterns)
    #expect(difference(state.preactivations, full.preactivations) < 1e-11)
    #expect(difference(state.coefficients, full.coefficients) < 1e-11)
    let margins = phase.margins.values(start.problem.points)
    for (a, b) in zip(margins, full.margins(in: start.problem)) {
      #expect(abs(a - b) < 1e-11 * max(1, abs(b)))
    }
  }

  /// Largest, relative to the largest entry.
  private func difference(_ a: Matrix, _ b: Matrix) -> Double {
    let largest = b.storage.reduce(0) { max($0, abs($1)) }
    return zip(a.storage, b.storage).reduce(0) { max($0, abs($1.0 - $1.1)) } / largest
  }

  @Test("patterns do change in these set-ups")
  func patternsChange() throws {
    var changing = 0
    for sample in Self.cases {
      let start = try start(sample)
      var phase = ChatteringPhase(
        start.state, margins: start.margins, groups: start.groups, in: start.problem)
      for _ in 0..<200 {
        if try phase?.run(settings(sample, steps: 1), quietSteps: 0).quietSteps == 0 {
          changing += 1
        }
      }
    }
    #expect(changing > 200)
  }

  @Test("a phase goes on after it has been written out")
  func flushKeepsWhatMoves() throws {
    let sample = Case(seed: 2)
    let start = try start(sample)
    let made = ChatteringPhase(
      start.state, margins: start.margins, groups: start.groups, in: start.problem)
    var (written, through) = (try #require(made), try #require(made))
    var (a, b) = (start.state, start.state)
    for _ in 0..<10 {
      _ = try written.run(settings(sample, steps: 11), quietSteps: 0)
      written.flush(into: &a)
    }
    _ = try through.run(settings(sample, steps: 110), quietSteps: 0)
    through.flush(into: &b)
    #expect(a.preactivations.storage == b.preactivations.storage)
    #expect(difference(a.coefficients, b.coefficients) < 1e-13)
  }

  @Test("it ends after as many quiet steps as asked for, and before what is not representable")
  func endsWhereItShould() throws {
    let sample = Case(flip: 0, gamma: 0.5)
    let start = try start(sample, after: 200)
    let made = ChatteringPhase(
      start.state, margins: start.margins, groups: start.groups, in: start.problem)
    var phase = try #require(made)
    let result = try phase.run(settings(sample, steps: 1000, quiet: 5), quietSteps: 2)
    #expect(result.steps == 3)
    #expect(result.quietSteps == 5)
    #expect(result.wholeAfter == 1)
    let loss = start.state.loss.total(phase.margins.values(start.problem.points))
    let low = ChatteringPhase.Settings(
      steps: 50, rate: 1e-3, largestLoss: 0.5 * loss, quietSteps: .max, stop: .never)
    let before = phase.fields
    #expect(try phase.runRepresentably(low, quietSteps: 0).steps == 0)
    #expect(phase.fields == before)
  }

  @Test("an interrupted step moves nothing, and the phase goes on as if it had never begun")
  func interruptedStepMovesNothing() throws {
    let sample = Case(points: 400, neurons: 1_000, initial: 1e-8, flip: 0.05, rate: 1e-5)
    let start = try start(sample, after: 3)
    let made = ChatteringPhase(
      start.state, margins: start.margins, groups: start.groups, in: start.problem)
    var (phase, undisturbed) = (try #require(made), try #require(made))
    // In the middle of its second step.
    let patience = CountedSignal()
    _ = try phase.runRepresentably(
      settings(sample, steps: 1, stop: patience.signal), quietSteps: 0)
    #expect(patience.asks > 1)
    phase = try #require(made)
    let impatience = CountedSignal(patience.asks + patience.asks / 2)
    let impatient = settings(sample, steps: 3, stop: impatience.signal)
    #expect(throws: CoreError.interrupted) {
      try phase.runRepresentably(impatient, quietSteps: 0)
    }
    #expect(phase.fields == made?.fields)
    _ = try phase.runRepresentably(settings(sample, steps: 3), quietSteps: 0)
    _ = try undisturbed.runRepresentably(settings(sample, steps: 3), quietSteps: 0)
    var (a, b) = (start.state, start.state)
    phase.flush(into: &a)
    undisturbed.flush(into: &b)
    #expect(a.preactivations.storage == b.preactivations.storage)
    #expect(a.coefficients.storage == b.coefficients.storage)
  }

  @Test("a phase whose patterns are not those of H, or whose padding moves, is known as damaged")
  func damage() throws {
    let start = try start(Case(points: 13, rate: 1e-3))
    let made = ChatteringPhase(
      start.state, margins: start.margins, groups: start.groups, in: start.problem)
    let phase = try #require(made)
    #expect(phase.isConsistent)
    var turned = phase
    turned.fields[3][2] *= -1
    var padded = phase
    padded.sums[1][7] = 1
    #expect(!turned.isConsistent && !padded.isConsistent)
  }

  @Test("where patterns have little in common there is no such phase")
  func manyPatternsAreLeftToFullSteps() throws {
    let experiment = try makeExperiment(initial: 0.5)
    let (problem, state) = try experiment.requireTraining()
    let phase = ChatteringPhase(
      state, margins: state.margins(in: problem),
      groups: PatternGroups(of: state.preactivations, in: problem), in: problem)
    #expect(phase == nil)
  }

  @Test("nor where so many pairs are moved that full steps cost no more")
  func manyPairsAreLeftToFullSteps() throws {
    for (neurons, isBegun) in [(1_400, true), (1_600, false)] {
      let sample = Case(points: 400, neurons: neurons, initial: 1e-8, flip: 0.05, rate: 1e-5)
      let start = try start(sample, after: 3)
      let phase = ChatteringPhase(
        start.state, margins: start.margins, groups: start.groups, in: start.problem)
      #expect((phase != nil) == isBegun)
    }
  }
}
