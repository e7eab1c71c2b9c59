// SPDX-License-Identifier: Apache-2.0

import Concurrency

/// Rows of independent numbers in R^p that are generated a chunk of coordinates at a time and never kept.
///
/// A number depends on seed, purpose, row and coordinate alone: not on n, m or p, nor on which thread generates it, nor on how often.
struct RowStream: Sendable {
  /// Rows of one law.
  struct Group: Sendable {
    let noise: Noise
    let seed: UInt64
    let purpose: Purpose
    /// The index of the first row within the purpose.
    var first = 0
    let count: Int
  }

  let groups: [Group]
  /// p.
  let dimension: Int
  /// The directions of the means, which follow as more rows.
  let means: MeanRows

  /// The noise of a mixture's points.
  init(noiseOf mixture: Mixture) {
    self.init(
      groups: [
        Group(noise: mixture.noise, seed: mixture.seed, purpose: .noise, count: mixture.points)
      ], dimension: Int(saturating: mixture.dimension), means: MeanRows(mixture))
  }

  init(groups: [Group], dimension: Int, means: MeanRows) {
    self.groups = groups
    self.dimension = dimension
    self.means = means
  }

  /// The number of groups' rows, without the means'.
  var count: Int { groups.reduce(0) { $0 + $1.count } }
  /// The number of rows with the means'.
  var order: Int { count + means.count }
  /// Chunks of coordinates, the last one partly used.
  var chunks: Int { (dimension + ChunkGenerator.width - 1) / ChunkGenerator.width }

  /// The coordinates of one chunk.
  func columns(ofChunk chunk: Int) -> Range<Int> {
    let start = chunk * ChunkGenerator.width
    return start..<min(start + ChunkGenerator.width, dimension)
  }

  /// Coordinates `columns` of every row but the means', as (rows × columns).
  func matrix(of columns: Range<Int>, stop: StopSignal) throws(CoreError) -> Matrix {
    var result = Matrix(rows: count, columns: columns.count)
    let width = ChunkGenerator.width
    let rows = ChunkRows(self)
    for chunk in columns.lowerBound / width..<(columns.upperBound + width - 1) / width {
      let part = self.columns(ofChunk: chunk).clamped(to: columns)
      let start = chunk * width
      try rows.load(chunk: chunk, count: part.upperBound - start, stop: stop)
      for row in 0..<count {
        let source = rows.row(row)
        for column in part { result[row, column - columns.lowerBound] = source[column - start] }
      }
    }
    return result
  }
}

/// One thread's copy of one chunk of all rows, row after row.
final class ChunkRows {
  let stream: RowStream
  private var generators: [ChunkGenerator]
  /// (rows + r) × width; the means' directions are the last rows.
  let base: UnsafeMutablePointer<Double>
  static let width = ChunkGenerator.width

  init(_ stream: RowStream) {
    self.stream = stream
    generators = stream.groups.map { ChunkGenerator($0.noise) }
    base = .allocate(capacity: Self.doubles(stream))
    base.initialize(repeating: 0, count: Self.doubles(stream))
  }

  deinit { base.deallocate() }

  static func doubles(_ stream: RowStream) -> Int { stream.order * width }

  func row(_ index: Int) -> UnsafeMutablePointer<Double> { base + index * Self.width }

  /// Generates the first `count` coordinates of a chunk of every row.
  ///
  /// - Throws: `.interrupted`, asked about every 0.1 ms.
  func load(chunk: Int, count: Int, stop: StopSignal) throws(CoreError) {
    var index = 0
    for (place, group) in stream.groups.enumerated() {
      for row in 0..<group.count {
        if index % 16 == 0 { try stop.check() }
        generators[place].fill(
          self.row(index), count: count,
          from: RandomStream(
            seed: group.seed, purpose: group.purpose, row: group.first + row, chunk: chunk))
        index += 1
      }
    }
    let start = chunk * Self.width
    for mean in 0..<stream.means.count {
      stream.means.write(mean, columns: start..<start + count, into: row(index + mean))
    }
  }
}
