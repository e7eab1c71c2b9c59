// SPDX-License-Identifier: Apache-2.0

import Concurrency
import RealModule

extension Inquiry {
  /// α·λmax(√ℓ″ K √ℓ″) in the present pattern: below 1 monotone, 1 to 2 oscillating and contracting, above 2 growing.
  ///
  /// `nil` before the first step, which has no α.
  func sharpness() throws(CoreError) -> Double? {
    let state = settled
    guard let rate = state.learningRate else { return nil }
    let kernel = PatternGroups(of: state.preactivations, in: problem).kernel(of: problem)
    let roots = state.loss.curvatures(settledMargins).map { $0.squareRoot() }
    let weight = state.reduction.weight(points: problem.points)
    let largest = try LargestEigenvalue.estimate(
      order: problem.points, stop: stop
    ) { vector in
      let product = LinearAlgebra.product(kernel, zip(vector, roots).map { $0 * $1 })
      return zip(product, roots).map { $0 * $1 }
    }
    return rate * weight * largest
  }
}
