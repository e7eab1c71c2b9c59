// SPDX-License-Identifier: Apache-2.0

import Concurrency

/// λmax of a symmetric positive semidefinite operator by Lanczos' method with full reorthogonalization.
enum LargestEigenvalue {
  static let tolerance = 1e-10

  /// - Parameter apply: the operator on vectors of length `order`.
  /// - Complexity: at most 120 applications; ends where the estimate is steady to 1e-10 relative.
  static func estimate(
    order: Int, stop: StopSignal, apply: ([Double]) -> [Double]
  ) throws(CoreError) -> Double {
    if order == 0 { return 0 }
    var stream = RandomStream(seed: 0, purpose: .lines)
    var vector = (0..<order).map { _ in stream.normal() }.normalized()
    var basis = [[Double]]()
    var diagonal = [Double]()
    var offDiagonal = [Double]()
    var previous = 0.0
    var steady = 0
    for _ in 0..<min(order, 120) {
      try stop.check()
      basis.append(vector)
      var image = apply(vector)
      diagonal.append(LinearAlgebra.dot(vector, image))
      for _ in 0..<2 {
        for other in basis {
          let overlap = LinearAlgebra.dot(other, image)
          for i in image.indices { image[i] -= overlap * other[i] }
        }
      }
      let estimate = largest(diagonal: diagonal, offDiagonal: offDiagonal)
      steady = abs(estimate - previous) <= tolerance * abs(estimate) ? steady + 1 : 0
      previous = estimate
      let norm = LinearAlgebra.dot(image, image).squareRoot()
      if steady >= 3 || norm <= 1e-14 * abs(estimate) { break }
      offDiagonal.append(norm)
      vector = image.map { $0 / norm }
    }
    return previous
  }

  /// λmax of a symmetric tridiagonal matrix, by bisection on its Sturm sequence.
  private static func largest(diagonal: [Double], offDiagonal: [Double]) -> Double {
    var high = 0.0
    var low = diagonal[0]
    for i in diagonal.indices {
      let left = i > 0 ? abs(offDiagonal[i - 1]) : 0
      let right = i < diagonal.count - 1 ? abs(offDiagonal[i]) : 0
      high = max(high, diagonal[i] + left + right)
      low = max(low, diagonal[i])
    }
    while high - low > 1e-15 * abs(high) {
      let middle = 0.5 * (low + high)
      if middle <= low || middle >= high { break }
      if isAbove(middle, diagonal: diagonal, offDiagonal: offDiagonal) {
        high = middle
      } else {
        low = middle
      }
    }
    return high
  }

  /// Whether every eigenvalue is below `shift`.
  private static func isAbove(
    _ shift: Double, diagonal: [Double], offDiagonal: [Double]
  ) -> Bool {
    var pivot = 1.0
    for i in diagonal.indices {
      let coupling = i > 0 ? offDiagonal[i - 1] * offDiagonal[i - 1] / pivot : 0
      pivot = diagonal[i] - shift - coupling
      if pivot >= 0 { return false }
    }
    return true
  }
}

extension [Double] {
  fileprivate func normalized() -> [Double] {
    let norm = LinearAlgebra.dot(self, self).squareRoot()
    return norm > 0 ? map { $0 / norm } : self
  }
}
