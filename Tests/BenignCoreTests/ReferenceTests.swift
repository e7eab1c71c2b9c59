// SPDX-License-Identifier: Apache-2.0

import BenignCore
import Concurrency
import Testing

/// The set-up that the mathematics was checked on: n=60, p=4000, m=20, γ=0.3, ‖μ‖=6, α=1e-4, 5,100 steps.
///
/// The ranges are those of 400 (limit error) and 30 (misalignment) draws of plain NumPy in p dimensions,
/// whose medians are 1.98e-4 and 4.5e-4.
struct ReferenceTests {
  @Test("the reference set-up has the reference's numbers", arguments: UInt64(0)..<20)
  func referenceNumbers(seed: UInt64) throws {
    var experiment = try makeExperiment(
      points: 60, dimension: 4000, mean: 6, neurons: 20, gamma: 0.3, seed: seed)
    _ = try experiment.descend(
      DescentSettings(steps: 5100, learningRate: .fixed(1e-4), leap: false), hooks: RunHooks())
    let direction = try experiment.direction()
    let error = try experiment.error(precision: 0.01)
    #expect((3e-4...6e-4).contains(direction[.misalignment] ?? 0), "\(direction)")
    #expect((0.9e-4...3.7e-4).contains(error[.limitError] ?? 0), "\(error)")
    #expect(abs((error[.predictedError] ?? 0) - 2.0308e-4) < 0.0001e-4, "\(error)")
    #expect(abs((error[.bayesError] ?? 0) - 9.866e-10) < 0.001e-10, "\(error)")
    #expect(direction[truth: .separable] == true && direction[truth: .consistent] == true)
    #expect((direction[.residual] ?? 1) < 1e-10)
  }

  @Test("over seeds the limit error's median is the p-dimensional one, 1.98e-4 within 10 %")
  func medianLimitError() throws {
    var errors: [Double] = []
    for seed in UInt64(100)..<300 {
      let experiment = try makeExperiment(
        points: 60, dimension: 4000, mean: 6, neurons: 20, gamma: 0.3, seed: seed)
      let error = try experiment.value(of: .limitError)
      if case .number(let number) = error { errors.append(number) }
    }
    #expect(errors.count == 200)
    errors.sort()
    #expect((1.78e-4...2.18e-4).contains(errors[100]), "\(errors[100])")
  }
}
