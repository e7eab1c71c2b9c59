// SPDX-License-Identifier: Apache-2.0

import RealModule

/// Draws points and neurons in coordinates with exactly the joint law of all inner products in R^p.
///
/// In a block of equal eigenvalues the k = n + m rows are i.i.d. standard normal vectors. Split off the coordinate along μ's part
/// of the block, if there is one; the other d_b coordinates are rotated row by row (Bartlett's decomposition): row i keeps i normal
/// numbers and one √χ²(d_b − i). So the cost depends on k and the number of blocks, never on p, and p < n or d_b = 1 are no special cases.
struct ReducedSampler {
  let mixture: Mixture
  let network: NetworkDefinition?

  private struct Layout {
    let block: Covariance.Block
    /// ‖μ_b‖²/‖μ‖².
    let share: Double
    /// Where the block's coordinates begin: the mean's first, if there is one.
    let offset: Int
    let hasMean: Bool
    /// d_b, without the mean's coordinate.
    let freedom: Double
    /// Of the trapezoid.
    let width: Int

    var coordinates: Int { width + (hasMean ? 1 : 0) }
  }

  private var rows: Int { mixture.points + (network?.neurons ?? 0) }

  /// - Complexity: O(k²) random numbers a block, then O(n²k) for the Gram matrix.
  func sample(shouldStop: () -> Bool) throws(CoreError) -> Design {
    let layout = makeLayout()
    let dimension = layout.reduce(0) { $0 + $1.coordinates }
    try checkMemory(dimension: dimension)
    var points = Matrix(rows: mixture.points, columns: dimension)
    var neurons = Matrix(rows: network?.neurons ?? 0, columns: dimension)
    for (index, part) in layout.enumerated() {
      if shouldStop() { throw .interrupted }
      fill(&points, from: 0, block: index, part, seed: mixture.seed, purpose: .noise)
      if let network {
        fill(
          &neurons, from: mixture.points, block: index, part, seed: network.seed,
          purpose: .neurons)
      }
    }
    let direction = meanDirection(layout, dimension: dimension)
    let labels = LabelSampler(mixture).sample()
    place(&points, layout: layout, direction: direction, labels: labels.clean)
    if shouldStop() { throw .interrupted }
    return Design(
      cleanLabels: labels.clean, labels: labels.observed, points: points, neurons: neurons,
      mean: direction.map { $0 * mixture.meanNorm }, variances: variances(layout),
      isOrthogonal: mixture.isOrthogonal, gram: LinearAlgebra.gram(points))
  }

  private func makeLayout() -> [Layout] {
    let blocks = mixture.covariance.blocks(dimension: mixture.dimension)
    var offset = 0
    return zip(blocks, mixture.meanShares(of: blocks)).map { block, share in
      let freedom = block.multiplicity - (share > 0 ? 1 : 0)
      let part = Layout(
        block: block, share: share, offset: offset, hasMean: share > 0, freedom: freedom,
        width: Int(min(freedom, Double(rows))))
      offset += part.coordinates
      return part
    }
  }

  private func checkMemory(dimension: Int) throws(CoreError) {
    let n = Double(mixture.points)
    let m = Double(network?.neurons ?? 0)
    // Coordinates, Gram matrix and its copies in a solver, H, its workspace and B.
    let doubles = (n + m) * Double(dimension) + 4 * n * n + 6 * n * m
    try MemoryLimit.check(doubles: doubles, for: "an experiment with n = \(mixture.points)")
  }

  /// Standard normal coordinates of one block for all rows of one matrix; `first` is the index of its row 0 among the k.
  private func fill(
    _ matrix: inout Matrix, from first: Int, block: Int, _ part: Layout, seed: UInt64,
    purpose: Purpose
  ) {
    let column = part.offset + (part.hasMean ? 1 : 0)
    for row in 0..<matrix.rows {
      var stream = RandomStream(seed: seed, purpose: purpose, row: row, chunk: block)
      if part.hasMean { matrix[row, part.offset] = stream.normal() }
      let diagonal = first + row
      for k in 0..<min(diagonal, part.width) { matrix[row, column + k] = stream.normal() }
      if diagonal < part.width {
        matrix[row, column + diagonal] = stream.chi(
          degreesOfFreedom: part.freedom - Double(diagonal))
      }
    }
  }

  /// μ/‖μ‖ in coordinates.
  private func meanDirection(_ layout: [Layout], dimension: Int) -> [Double] {
    var direction = [Double](repeating: 0, count: dimension)
    for part in layout where part.hasMean { direction[part.offset] = part.share.squareRoot() }
    return direction
  }

  private func variances(_ layout: [Layout]) -> [Double] {
    layout.flatMap {
      [Double](
        repeating: $0.block.eigenvalue * mixture.noiseLevel * mixture.noiseLevel,
        count: $0.coordinates)
    }
  }

  /// x_i = y_i μ + σ P Σ^{1/2} ξ_i, in place of ξ_i.
  private func place(
    _ points: inout Matrix, layout: [Layout], direction: [Double], labels: [Double]
  ) {
    for part in layout {
      let scale = part.block.eigenvalue.squareRoot() * mixture.noiseLevel
      for column in part.offset..<part.offset + part.coordinates {
        for row in 0..<points.rows { points[row, column] *= scale }
      }
    }
    let meanColumns = direction.indices.filter { direction[$0] != 0 }
    for row in 0..<points.rows {
      if mixture.isOrthogonal {
        let along = meanColumns.reduce(0) { $0 + direction[$1] * points[row, $1] }
        for column in meanColumns { points[row, column] -= along * direction[column] }
      }
      for column in meanColumns {
        points[row, column] += labels[row] * mixture.meanNorm * direction[column]
      }
    }
  }
}

/// Draws y and ỹ. The same seed gives the same y whatever else the mixture is, and more flips contain fewer.
struct LabelSampler {
  let mixture: Mixture

  init(_ mixture: Mixture) { self.mixture = mixture }

  func sample() -> (clean: [Double], observed: [Double]) {
    var labels = RandomStream(seed: mixture.seed, purpose: .labels)
    var flips = RandomStream(seed: mixture.seed, purpose: .flips)
    let clean = (0..<mixture.points).map { _ in labels.next() >> 63 == 0 ? 1.0 : -1.0 }
    let observed = clean.map { flips.uniform() < mixture.flip ? -$0 : $0 }
    return (clean, observed)
  }
}
