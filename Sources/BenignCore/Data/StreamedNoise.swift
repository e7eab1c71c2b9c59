// SPDX-License-Identifier: Apache-2.0

import Concurrency

/// n noise rows of any law in R^p, in coordinates with exactly their inner products in every block of equal eigenvalues.
///
/// Small blocks keep their coordinates. Of a large one only the Gram matrix S of its rows is accumulated, with the products g along μ's direction;
/// the coordinates are g and the Cholesky factor of S − ggᵀ. Neurons are Gaussian and see these rows through their coordinates alone
/// (`ReducedSampler`), so nothing of them is generated in R^p and another network needs no second stream.
struct StreamedNoise: Sendable {
  /// What decides the numbers: not ‖μ‖, σ, flips, the labels or the network.
  struct Definition: Sendable, Equatable {
    let noise: Noise
    let points: Int
    let dimension: Double
    let covariance: Covariance
    let means: MeanRows
    let seed: UInt64

    init(_ mixture: Mixture) {
      (noise, points, seed) = (mixture.noise, mixture.points, mixture.seed)
      (dimension, covariance) = (mixture.dimension, mixture.covariance)
      means = MeanRows(mixture)
    }
  }

  /// The rows in one block.
  enum Part: Sendable {
    /// As they are (n × p_b).
    case explicit(Matrix)
    /// Their products with the unit vectors along the means' parts, if they have some, and the factor of what is left of their Gram matrix.
    case rotated(means: [[Double]], factor: SemidefiniteFactor)
  }

  let definition: Definition
  let parts: [Part]

  /// Blocks up to this multiplicity keep their coordinates; above it n rows are independent.
  static func mostExplicit(points: Int) -> Int { 2 * points + 64 }

  /// - Throws: `.resourceLimit`, `.interrupted`.
  /// - Complexity: O(np) numbers and O(n²p) products, O(n) memory a chunk and thread beside the result.
  init(
    _ mixture: Mixture, layout: BlockLayout, workers: Int, stop: StopSignal
  ) throws(CoreError) {
    definition = Definition(mixture)
    let stream = RowStream(noiseOf: mixture)
    let grams = try BlockGrams(stream, layout.parts.filter { !$0.isExplicit }).sum(
      workers: workers, stop: stop)
    var parts = [Part]()
    var next = 0
    for run in layout.runs {
      if layout.parts[run.lowerBound].isExplicit {
        parts += try Self.explicit(layout.parts[run], stream, stop: stop)
        continue
      }
      for part in layout.parts[run] {
        parts.append(
          try Self.rotated(grams[next], points: mixture.points, part, stop: stop))
        next += 1
      }
    }
    self.parts = parts
  }

  /// One pass over the columns of neighbouring small blocks.
  private static func explicit(
    _ parts: ArraySlice<BlockLayout.Part>, _ stream: RowStream, stop: StopSignal
  ) throws(CoreError) -> [Part] {
    guard let first = parts.first else { return [] }
    let start = first.columns.lowerBound
    let width = parts.reduce(0) { $0 + $1.width }
    let columns = try stream.matrix(of: start..<start + width, stop: stop)
    let n = columns.rows
    return parts.map { part in
      let begin = (part.columns.lowerBound - start) * n
      return .explicit(
        Matrix(
          rows: n, columns: part.width,
          storage: Array(columns.storage[begin..<begin + n * part.width])))
    }
  }

  /// Coordinates from a Gram matrix whose last rows are the means' directions.
  private static func rotated(
    _ gram: Matrix, points n: Int, _ part: BlockLayout.Part, stop: StopSignal
  ) throws(CoreError) -> Part {
    var rest = Matrix(rows: n, columns: n)
    let means = part.means.map { mean in
      (0..<n).map { gram[n + mean, $0] / part.share.squareRoot() }
    }
    for j in 0..<n {
      for i in j..<n { rest[i, j] = means.reduce(gram[i, j]) { $0 - $1[i] * $1[j] } }
    }
    return .rotated(means: means, factor: try SemidefiniteFactor(rest, stop: stop))
  }

  /// Writes the rows into their places of a design's coordinates.
  func place(in matrix: inout Matrix, layout: BlockLayout) {
    for (part, place) in zip(parts, layout.parts) {
      switch part {
      case .explicit(let columns):
        let start = place.offset * matrix.rows
        matrix.storage.replaceSubrange(start..<start + columns.storage.count, with: columns.storage)
      case .rotated(let means, let factor):
        for (column, mean) in means.enumerated() {
          for row in mean.indices { matrix[row, place.offset + column] = mean[row] }
        }
        let start = (place.offset + means.count) * matrix.rows
        matrix.storage.replaceSubrange(
          start..<start + factor.lower.storage.count, with: factor.lower.storage)
      }
    }
  }
}
