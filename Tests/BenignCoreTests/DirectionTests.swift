// SPDX-License-Identifier: Apache-2.0

import Concurrency
import Glibc
import Testing

@testable import BenignCore

/// Every answer of the solver through one verifier and one slow second method.
struct DirectionTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var points = 30
    var dimension = 400.0
    var mean = 4.0
    var flip = 0.0
    var gamma = 0.3
    var positive: Int?
    var seed: UInt64 = 1
    var testDescription: String {
      "n=\(points) p=\(dimension) mu=\(mean) flip=\(flip) gamma=\(gamma) positive=\(positive ?? -1) seed=\(seed)"
    }

    func problem() throws -> TrainingProblem {
      let experiment = try makeExperiment(
        points: points, dimension: dimension, mean: mean, flip: flip, gamma: gamma,
        positive: positive, seed: seed)
      return try experiment.requireTraining().0
    }
  }

  static let cases = [
    Case(), Case(flip: 0.2), Case(gamma: 0.05, seed: 2), Case(flip: 0.2, gamma: 0.05, seed: 3),
    Case(positive: 12, seed: 4), Case(flip: 0.1, positive: 1, seed: 5),
    Case(points: 60, dimension: 70, seed: 6), Case(points: 20, dimension: 20, flip: 0.1, seed: 7),
    Case(mean: 20, seed: 8), Case(mean: 20, flip: 0.1, gamma: 0.8, seed: 9),
    Case(mean: 0, seed: 10),
    Case(points: 1, seed: 11), Case(points: 2, seed: 12),
    // Singular K₅, 2p < n: separable only because the signal is strong.
    Case(points: 60, dimension: 12, mean: 9, seed: 13),
  ]

  @Test("the direction obeys the KKT conditions", arguments: cases)
  func obeysOptimality(_ sample: Case) throws {
    let problem = try sample.problem()
    let solved = try problem.direction()
    let kernel = ActivatedPattern(problem).kernel
    let margins = LinearAlgebra.product(kernel, solved.multipliers)
    for (multiplier, margin) in zip(solved.multipliers, margins) {
      #expect(multiplier >= 0)
      #expect(margin >= 1 - 1e-9)
      if multiplier > 0 { #expect(abs(margin - 1) < 1e-9) }
    }
    let total = solved.multipliers.reduce(0, +)
    #expect(abs(1 / (solved.margin * solved.margin) - total) < 1e-8 * total)
  }

  @Test("a slow second method finds the same direction", arguments: cases)
  func agreesWithCoordinateAscent(_ sample: Case) throws {
    let problem = try sample.problem()
    let solved = try problem.direction()
    let kernel = ActivatedPattern(problem).kernel
    let slow = coordinateAscent(kernel)
    // λ need not be unique where K₅ is singular; what it does to the points is.
    let fast = LinearAlgebra.product(kernel, solved.multipliers)
    let margins = LinearAlgebra.product(kernel, slow)
    for (a, b) in zip(fast, margins) { #expect(abs(a - b) < 1e-5, "\(a) \(b)") }
    let total = solved.multipliers.reduce(0, +)
    #expect(abs(total - slow.reduce(0, +)) < 1e-5 * total)
  }

  /// max 1ᵀλ − ½λᵀKλ over λ ≥ 0, one coordinate after the other.
  private func coordinateAscent(_ kernel: Matrix) -> [Double] {
    let n = kernel.rows
    var multipliers = [Double](repeating: 0, count: n)
    for _ in 0..<200_000 / n {
      var largest = 0.0
      for i in 0..<n {
        var gradient = 1.0
        for k in 0..<n { gradient -= kernel[i, k] * multipliers[k] }
        let next = max(0, multipliers[i] + gradient / kernel[i, i])
        largest = max(largest, abs(next - multipliers[i]) * kernel[i, i])
        multipliers[i] = next
      }
      if largest < 1e-12 { break }
    }
    return multipliers
  }

  @Test("one point alone has the closed form λ = 1/K")
  func onePoint() throws {
    let problem = try Case(points: 1).problem()
    let solved = try problem.direction()
    let kernel = ActivatedPattern(problem).kernel
    #expect(abs(solved.multipliers[0] * kernel[0, 0] - 1) < 1e-12)
  }

  @Test("removing a point that is no support vector changes nothing")
  func nonSupportPointsDoNotMatter() throws {
    let sample = Case(points: 60, dimension: 12, mean: 9, seed: 13)
    let problem = try sample.problem()
    let solved = try problem.direction()
    #expect(solved.support < 60)
    let kernel = ActivatedPattern(problem).kernel
    let largest = solved.multipliers.max() ?? 0
    let kept = solved.multipliers.indices.filter { solved.multipliers[$0] > 1e-9 * largest }
    var smaller = BlockPivoting(matrix: kernel.submatrix(kept), stop: .never)
    let ones = [Double](repeating: 1, count: kept.count)
    let multipliers = try #require(try smaller.solve(target: ones, exchanges: 100))
    let total = solved.multipliers.reduce(0, +)
    #expect(abs(multipliers.reduce(0, +) - total) < 1e-8 * total)
  }

  @Test("data that no network separates have no direction, and say so", arguments: UInt64(1)...5)
  func inseparableData(seed: UInt64) throws {
    let experiment = try makeExperiment(
      points: 60, dimension: 8, mean: 1, flip: 0.3, neurons: 6, seed: seed)
    let report = try experiment.direction()
    #expect(report[truth: .separable] == false)
    #expect(report[.misalignment] == nil && report[.limitMargin] == nil)
    let error = try experiment.error()
    #expect(error[.limitError] == nil)
  }

  @Test("a long run ends at the run's own limit where problem (5) contradicts itself")
  func runLimitIsTheLimit() throws {
    // Flips against a strong signal at small γ: (5) is not consistent. From W(0) = 0 every own pair is activated at once.
    var experiment = try makeExperiment(
      points: 30, dimension: 3000, mean: 10, flip: 0.1, neurons: 10, gamma: 0.05, initial: 0,
      seed: 3)
    let before = try experiment.direction()
    #expect(before[truth: .separable] == true && before[truth: .consistent] == false)
    _ = try experiment.descend(
      DescentSettings(steps: 50_000, learningRate: .automatic), hooks: RunHooks())
    let after = try experiment.direction()
    let run = try #require(after[.runMisalignment])
    let assumed = try #require(after[.misalignment])
    #expect(run < 0.1 * assumed, "\(run) \(assumed)")
  }

  @Test("misalignment is exact down to 1e-12", arguments: [1e-3, 1e-6, 1e-9, 1e-12])
  func tinyMisalignment(target: Double) throws {
    // B = a multiple of Ŵ's coefficients plus a small disturbance of known size.
    let problem = try Case().problem()
    let limit = try problem.direction().direction
    let n = problem.points
    let outer = problem.network.outerWeight
    var coefficients = Matrix(rows: n, columns: problem.neurons)
    var disturbance = coefficients
    for j in 0..<problem.neurons {
      let sign = j < problem.network.positiveNeurons ? 0 : 1
      for i in 0..<n {
        coefficients[i, j] = 1e3 * outer * (sign == 0 ? 1 : -1) * limit.coefficients[sign][i]
        disturbance[i, j] = sin(Double(1 + i * 7 + j * 13)) * 1e-3
      }
    }
    let base = square(coefficients, problem)
    let size = (2 * target * base / square(disturbance, problem)).squareRoot()
    for index in coefficients.storage.indices {
      coefficients.storage[index] += size * disturbance.storage[index]
    }
    let change = LinearAlgebra.product(problem.design.gram, coefficients)
    var preactivations = problem.initialPreactivations
    for index in preactivations.storage.indices {
      preactivations.storage[index] += change.storage[index]
    }
    var state = TrainingState(of: problem)
    state.preactivations = preactivations
    state.coefficients = coefficients
    let measured = Alignment(
      of: NetworkGeometry(of: state, in: problem), with: limit)
    let explicit = try explicitMisalignment(coefficients, limit, problem)
    let value = try #require(measured.whole?.misalignment)
    #expect(abs(value - explicit) < 1e-6 * explicit, "\(value) \(explicit)")
  }

  private func square(_ coefficients: Matrix, _ problem: TrainingProblem) -> Double {
    let product = LinearAlgebra.product(problem.design.gram, coefficients)
    return zip(product.storage, coefficients.storage).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// From the weights themselves, as ½‖W/‖W‖ − Ŵ/‖Ŵ‖‖², in extended precision where the machine has it.
  private func explicitMisalignment(
    _ coefficients: Matrix, _ limit: LimitDirection, _ problem: TrainingProblem
  ) throws -> Double {
    var state = TrainingState(of: problem)
    state.coefficients = coefficients
    let weights = problem.weights(of: state)
    var target = coefficients
    for j in 0..<problem.neurons {
      let sign = j < problem.network.positiveNeurons ? 0 : 1
      for i in 0..<problem.points {
        target[i, j] =
          problem.network.outerWeight * (sign == 0 ? 1 : -1) * limit.coefficients[sign][i]
      }
    }
    let directions = LinearAlgebra.product(target, problem.design.points, .first)
    let size = weights.storage.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let length = directions.storage.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return zip(weights.storage, directions.storage).reduce(0) {
      let difference = $1.0 / size - $1.1 / length
      return $0 + 0.5 * difference * difference
    }
  }
}

extension TrainingProblem {
  /// Problem (5)'s solution, which must have converged.
  func direction() throws -> ConvergentDirection {
    switch try ConvergentDirection.solve(self, stop: .never) {
    case .found(let direction): return direction
    case .unconverged(let certificate):
      struct Unconverged: Error { let certificate: MarginProgram.Certificate? }
      throw Unconverged(certificate: certificate)
    }
  }
}
