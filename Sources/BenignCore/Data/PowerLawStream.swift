// SPDX-License-Identifier: Apache-2.0

import Concurrency
import RealModule

/// Rows in R^p under the eigenvalues j^{−s}, all distinct: noise, neurons and the means' directions are generated together, a chunk of coordinates at a time.
///
/// Of the rows R (noise times Σ^{½}, neurons, μ/‖μ‖) only R Rᵀ and R Σ Rᵀ are accumulated, unless p is so small that all coordinates are kept.
struct PowerLawStream: Sendable {
  let exponent: Double
  let stream: RowStream
  /// Of the groups of rows, those that are multiplied by Σ^{½}.
  let noiseRows: Int

  init(_ mixture: Mixture, network: NetworkDefinition?, exponent: Double) {
    self.exponent = exponent
    noiseRows = mixture.points
    var groups = [
      RowStream.Group(
        noise: mixture.noise, seed: mixture.seed, purpose: .noise, count: mixture.points)
    ]
    if let network {
      groups.append(
        RowStream.Group(
          noise: .gaussian, seed: network.seed, purpose: .neurons, count: network.neurons))
    }
    stream = RowStream(
      groups: groups, dimension: Int(saturating: mixture.dimension), means: MeanRows(mixture))
  }

  /// k, with the means' directions.
  var order: Int { stream.order }
  /// Whether keeping every coordinate costs no more than keeping products.
  var isExplicit: Bool { stream.dimension <= 2 * order + 64 }

  /// All coordinates, for a small p.
  func explicitRows(
    _ mixture: Mixture, stop: StopSignal
  ) throws(CoreError) -> DesignRows {
    let p = stream.dimension
    let rows = try stream.matrix(of: 0..<p, stop: stop)
    var noise = rows.rows(0..<noiseRows)
    let eigenvalues = (1...p).map { Double.pow(Double($0), -exponent) }
    for column in 0..<p {
      for row in 0..<noiseRows { noise[row, column] *= eigenvalues[column].squareRoot() }
    }
    let level = mixture.noiseLevel * mixture.noiseLevel
    return DesignRows(
      noise: noise, neurons: rows.rows(noiseRows..<rows.rows),
      meanDirections: (0..<stream.means.count).map { stream.means.entries($0, columns: 0..<p) },
      variances: eigenvalues.map { $0 * level })
  }

  /// The rows' products, R Rᵀ and R Σ Rᵀ; their lower triangles count.
  ///
  /// - Complexity: O(kp) numbers, O(k²p) products, O(k) memory a chunk and thread beside the result.
  func products(
    workers: Int, stop: StopSignal
  ) throws(CoreError) -> (gram: Matrix, quadratic: Matrix) {
    let size = order * order
    let spans = ColumnSpan.cut(0..<stream.dimension, rows: stream.count, block: 0)
    let sum = OrderedSum<CoreError>(
      pieces: spans.map { _ in OrderedSum<CoreError>.Piece(offset: 0, length: 2 * size) },
      workers: workers,
      workspace: ChunkRows.doubles(stream))
    let total = try sum.run(count: 2 * size, stop: stop) { [self] in
      let rows = ChunkRows(stream)
      return { piece, target, stop throws(CoreError) in
        guard let base = target.baseAddress else { return }
        try spans[piece].forEachChunk { chunk, columns throws(CoreError) in
          try addProducts(rows, chunk: chunk, columns: columns, to: base, stop: stop)
        }
      }
    }
    return (
      Matrix(rows: order, columns: order, storage: Array(total[..<size])),
      Matrix(rows: order, columns: order, storage: Array(total[size...]))
    )
  }

  private func addProducts(
    _ rows: ChunkRows, chunk: Int, columns: Range<Int>, to base: UnsafeMutablePointer<Double>,
    stop: StopSignal
  ) throws(CoreError) {
    let count = columns.upperBound
    try rows.load(chunk: chunk, count: count, stop: stop)
    try withUnsafeTemporaryAllocation(of: Double.self, capacity: ChunkGenerator.width) {
      deviations throws(CoreError) in
      guard let deviation = deviations.baseAddress else { return }
      PowerLaw.deviations(exponent: exponent, chunk: chunk, into: deviation)
      rows.scale(0..<noiseRows, by: deviation, count: count)
      try RowProducts.addGram(of: rows.base, count: order, length: count, to: base, stop: stop)
      rows.scale(0..<order, by: deviation, count: count)
      try RowProducts.addGram(
        of: rows.base, count: order, length: count, to: base + order * order, stop: stop)
    }
  }
}

extension ChunkRows {
  /// Multiplies the first coordinates of some rows by one factor each.
  func scale(_ rows: Range<Int>, by factors: UnsafePointer<Double>, count: Int) {
    for index in rows {
      let row = row(index)
      for j in 0..<count { row[j] *= factors[j] }
    }
  }
}

/// The eigenvalues λ_j = j^{−s}, j = 1, 2, …
enum PowerLaw {
  /// √λ_j of one chunk's coordinates.
  static func deviations(
    exponent: Double, chunk: Int, into target: UnsafeMutablePointer<Double>
  ) {
    let first = Double(chunk * ChunkGenerator.width + 1)
    for j in 0..<ChunkGenerator.width {
      let power = -0.5 * exponent * BranchFree.log(first + Double(j))
      target[j] = BranchFree.exp(max(power, -350))
    }
  }
}
