// SPDX-License-Identifier: Apache-2.0

import Concurrency
import Testing

@testable import BenignCore

/// Every answer with its proof, recomputed here from the points.
struct SeparabilityTests {
  static let shapes = [
    (40, 4.0, 0.3), (40, 12.0, 0.5), (60, 30.0, 0.2), (25, 25.0, 1), (30, 3.0, 5),
  ]

  @Test(
    "an answer has a separating vector or weights of a hull that holds the origin",
    arguments: shapes)
  func hasProof(_ points: Int, _ dimension: Double, _ mean: Double) throws {
    var answers = Set<Bool>()
    for seed in UInt64(1)...20 {
      let experiment = try makeExperiment(
        points: points, dimension: dimension, mean: mean, flip: seed % 2 == 0 ? 0.1 : 0, seed: seed)
      let (problem, _) = try experiment.requireTraining()
      let found = try Separability(of: problem, candidate: nil, stop: .never)
      let answer = try #require(found.answer as Bool?, "seed \(seed): \(found)")
      answers.insert(answer)
      if answer {
        #expect(found.margin > 0 && found.margin <= found.distance + 1e-12, "seed \(seed)")
      } else {
        #expect(found.distance <= 1e-14 && found.margin <= 0, "seed \(seed): \(found)")
      }
    }
    #expect(!answers.isEmpty)
  }

  @Test("a point and another one in its direction with the other label are not separable")
  func parallelPoints() throws {
    var parallel = 0
    for seed in UInt64(0)..<1_000 {
      var experiment = Experiment()
      let mixture = Mixture(
        noise: Noise(.rademacher), points: 3, dimension: 4, meanNorm: 0.5, seed: seed)
      try experiment.define(mixture, stop: .never)
      try experiment.define(NetworkDefinition(neurons: 1, negativeSlope: 0.95), stop: .never)
      let (problem, _) = try experiment.requireTraining()
      guard problem.hasOppositePoints else { continue }
      parallel += 1
      let found = try Separability(of: problem, candidate: nil, stop: .never)
      #expect(found.answer == false, "seed \(seed): \(found)")
    }
    #expect(parallel > 10)
  }

  @Test("a solution that did not converge is not handed out")
  func unconvergedIsNoSolution() throws {
    // Nothing meets these constraints: a point and its opposite with one label.
    let points = Matrix(rows: 2, columns: 1, storage: [1, -1])
    let rows = ConstraintRows(points: points, owners: [0, 1], coefficients: [[1, 1]])
    let program = MarginProgram(
      rows: rows, gram: LinearAlgebra.gram(points), stop: .never)
    guard case .unconverged = try program.solve() else {
      Issue.record("a program without a solution was solved")
      return
    }
  }

  @Test("an interrupt is heard in the search for a proof and in the program of problem (5)")
  func hearsInterrupts() throws {
    let (problem, _) = try makeExperiment(points: 60, dimension: 8, mean: 4).requireTraining()
    #expect(throws: CoreError.interrupted) {
      _ = try Separability(of: problem, candidate: nil, stop: StopSignal { true })
    }
    #expect(throws: CoreError.interrupted) {
      _ = try ConvergentDirection.solve(problem, stop: StopSignal { true })
    }
  }
}

extension TrainingProblem {
  /// Whether some ỹ_ix_i is exactly a negative multiple of another one.
  fileprivate var hasOppositePoints: Bool {
    let x = design.points
    return (0..<points).contains { i in
      (0..<i).contains { k in
        labels[i] * labels[k] * x[i, 0] * x[k, 0] < 0
          && (0..<x.columns).allSatisfy { x[i, $0] * x[k, 0] == x[k, $0] * x[i, 0] }
      }
    }
  }
}
