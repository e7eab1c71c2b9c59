// SPDX-License-Identifier: Apache-2.0

import Concurrency
import COpenBLAS

/// Rotated coordinates of so many blocks that only the rows' products are kept: R Rᵀ and R Σ Rᵀ, block by block.
struct ReducedSpan {
  private let mixture: Mixture
  private let network: NetworkDefinition?
  private let layout: BlockLayout

  init(_ mixture: Mixture, network: NetworkDefinition?, layout: BlockLayout) {
    self.mixture = mixture
    self.network = network
    self.layout = layout
  }

  /// k, with the means' directions.
  private var order: Int { mixture.points + (network?.neurons ?? 0) + mixture.meanCount }

  /// - Throws: `.resourceLimit`, `.interrupted`.
  /// - Complexity: O(k²) random numbers and O(k³) products a block.
  func coordinates(stop: StopSignal) throws(CoreError) -> SpanCoordinates {
    let k = Double(order)
    guard k * k * Double(layout.dimension) <= StreamQuota.products else {
      throw .resourceLimit(
        "\(layout.parts.count) blocks of the spectrum take \(k * k * Double(layout.dimension)) products; the limit is \(StreamQuota.products)"
      )
    }
    var gram = Matrix(rows: order, columns: order)
    var quadratic = Matrix(rows: order, columns: order)
    for (index, part) in layout.parts.enumerated() {
      let rows = try standardRows(index, part, stop: stop)
      var product = Matrix(rows: order, columns: order)
      try product.addLowerGram(of: rows, stop: stop)
      let deviation = part.block.eigenvalue.squareRoot()
      let scale = (0..<order).map { $0 < mixture.points ? deviation : 1 }
      for j in 0..<order {
        for i in j..<order {
          let entry = product[i, j] * scale[i] * scale[j]
          gram[i, j] += entry
          quadratic[i, j] += entry * part.block.eigenvalue
        }
      }
    }
    return try SpanCoordinates(gram: gram, quadratic: quadratic, stop: stop)
  }

  /// Noise, neurons and the means' directions in one block, without its eigenvalue.
  private func standardRows(
    _ index: Int, _ part: BlockLayout.Part, stop: StopSignal
  ) throws(CoreError) -> Matrix {
    let n = mixture.points
    var noise = Matrix(rows: n, columns: part.coordinates)
    try ReducedSampler(seed: mixture.seed, purpose: .noise, isOfOnePart: true).fill(
      &noise, after: 0, block: index, part, stop: stop)
    var neurons = Matrix(rows: network?.neurons ?? 0, columns: part.coordinates)
    if let network {
      try ReducedSampler(seed: network.seed, purpose: .neurons, isOfOnePart: true).fill(
        &neurons, after: n, block: index, part, stop: stop)
    }
    var rows = Matrix(rows: order, columns: part.coordinates)
    for column in 0..<part.coordinates {
      for row in 0..<n { rows[row, column] = noise[row, column] }
      for row in 0..<neurons.rows { rows[n + row, column] = neurons[row, column] }
    }
    let first = n + neurons.rows
    for (place, mean) in part.means.enumerated() {
      rows[first + mean, place] = part.share.squareRoot()
    }
    return rows
  }
}

extension SpanCoordinates {
  /// The rows are n noise rows, then neurons, then the means' directions.
  func designRows(of mixture: Mixture) -> DesignRows {
    let n = mixture.points
    let level = mixture.noiseLevel * mixture.noiseLevel
    let end = rows.rows - mixture.meanCount
    return DesignRows(
      noise: rows.rows(0..<n), neurons: rows.rows(n..<end),
      meanDirections: (end..<rows.rows).map { rows.row($0) },
      variances: variances.map { $0 * level })
  }
}

extension Matrix {
  /// Some rows.
  func rows(_ range: Range<Int>) -> Matrix {
    var result = Matrix(rows: range.count, columns: columns)
    for j in 0..<columns {
      for i in range { result[i - range.lowerBound, j] = self[i, j] }
    }
    return result
  }

  /// Adds R Rᵀ to the lower triangle, some columns of R at a time: a few milliseconds of work each.
  mutating func addLowerGram(of rows: Matrix, stop: StopSignal) throws(CoreError) {
    precondition(rows.rows == self.rows && self.rows == columns, "shapes differ")
    LinearAlgebra.prepare()
    let order = Int32(self.rows)
    let slice = max(8, 50_000_000 / max(1, self.rows * self.rows))
    for start in stride(from: 0, to: rows.columns, by: slice) {
      try stop.check()
      let count = min(slice, rows.columns - start)
      storage.withUnsafeMutableBufferPointer { target in
        rows.storage.withUnsafeBufferPointer { source in
          guard let base = source.baseAddress else { return }
          cblas_dsyrk(
            CblasColMajor, CblasLower, CblasNoTrans, order, Int32(count), 1,
            base + start * Int(order), order, 1, target.baseAddress, order)
        }
      }
    }
  }
}
