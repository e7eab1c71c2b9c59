// SPDX-License-Identifier: Apache-2.0

import RealModule

/// The directions μ_k/‖μ‖ in R^p, coordinate by coordinate.
///
/// Along axes μ_k is one eigenvector. Spread means are the rows of a cosine transform of each block of equal eigenvalues, times √(p_b/p): the first has equal
/// coordinates, and in every block they are orthogonal to each other.
struct MeanRows: Sendable, Equatable {
  let direction: Mixture.MeanDirection
  /// r.
  let count: Int
  /// p.
  let dimension: Double
  /// The place at which each block begins, and p at the end; needed where several means are spread.
  private let starts: [Int]

  init(_ mixture: Mixture) {
    (direction, count, dimension) = (mixture.meanDirection, mixture.meanCount, mixture.dimension)
    var starts = [0]
    if count > 1, case .blocks(let blocks) = mixture.covariance.spectrum(dimension: dimension) {
      for block in blocks {
        starts.append(starts[starts.count - 1] + Int(saturating: block.multiplicity))
      }
    }
    self.starts = starts
  }

  /// Writes some coordinates of μ_k/‖μ‖.
  func write(
    _ k: Int, columns: Range<Int>, into target: UnsafeMutablePointer<Double>
  ) {
    switch direction {
    case .axis(let index):
      target.update(repeating: 0, count: columns.count)
      let place = Int(saturating: index) + k
      if columns.contains(place) { target[place - columns.lowerBound] = 1 }
    case .spread where k == 0:
      target.update(repeating: (1 / dimension).squareRoot(), count: columns.count)
    case .spread:
      for (first, next) in zip(starts, starts.dropFirst()) {
        let part = (first..<next).clamped(to: columns)
        let size = (2 / dimension).squareRoot()
        let frequency = Double.pi * Double(k) / Double(next - first)
        for column in part {
          target[column - columns.lowerBound] =
            size * Double.cos(frequency * (Double(column - first) + 0.5))
        }
      }
    }
  }

  /// Some coordinates of μ_k/‖μ‖.
  func entries(_ k: Int, columns: Range<Int>) -> [Double] {
    var entries = [Double](repeating: 0, count: columns.count)
    entries.withUnsafeMutableBufferPointer { buffer in
      if let base = buffer.baseAddress { write(k, columns: columns, into: base) }
    }
    return entries
  }
}
