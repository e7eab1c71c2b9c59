// SPDX-License-Identifier: Apache-2.0

import Concurrency

/// The Gram matrices of streamed rows and the means' directions in each of some blocks, accumulated a chunk at a time.
struct BlockGrams {
  private let stream: RowStream
  private let parts: [BlockLayout.Part]
  private let spans: [ColumnSpan]

  init(_ stream: RowStream, _ parts: [BlockLayout.Part]) {
    self.stream = stream
    self.parts = parts
    spans = parts.enumerated().flatMap { index, part in
      ColumnSpan.cut(part.columns, rows: stream.count, block: index)
    }
  }

  /// - Returns: one matrix a block, (rows + r) × (rows + r) with r means, of which the lower triangle counts.
  func sum(workers: Int, stop: StopSignal) throws(CoreError) -> [Matrix] {
    if parts.isEmpty { return [] }
    let order = stream.order
    let size = order * order
    try MemoryQuota.check(
      doubles: Double(size) * Double(parts.count), for: "the Gram matrices of \(parts.count) blocks"
    )
    let stream = stream
    let spans = spans
    let sum = OrderedSum<CoreError>(
      pieces: spans.map { OrderedSum<CoreError>.Piece(offset: $0.block * size, length: size) },
      workers: workers, workspace: ChunkRows.doubles(stream))
    let total = try sum.run(count: parts.count * size, stop: stop) {
      let rows = ChunkRows(stream)
      return { piece, target, stop throws(CoreError) in
        guard let base = target.baseAddress else { return }
        try spans[piece].forEachChunk { chunk, columns throws(CoreError) in
          try rows.load(chunk: chunk, count: columns.upperBound, stop: stop)
          try RowProducts.addGram(
            of: rows.base + columns.lowerBound, count: order, length: columns.count, to: base,
            stop: stop)
        }
      }
    }
    return parts.indices.map { index in
      Matrix(
        rows: order, columns: order, storage: Array(total[index * size..<(index + 1) * size]))
    }
  }
}

/// A piece of work: some chunks' columns within one block.
struct ColumnSpan: Sendable {
  let columns: Range<Int>
  let block: Int

  /// Cuts a block at multiples of a number of chunks that depends on the number of rows alone: about 10 ms of work each.
  static func cut(_ columns: Range<Int>, rows: Int, block: Int) -> [ColumnSpan] {
    let length = ChunkGenerator.width * min(64, max(1, 1600 / max(rows, 1)))
    let grid = columns.lowerBound / length..<(columns.upperBound + length - 1) / length
    return grid.map { index in
      ColumnSpan(
        columns: (index * length..<(index + 1) * length).clamped(to: columns), block: block)
    }
  }

  /// Calls the body with each chunk and the columns within it, counted from the chunk's first.
  func forEachChunk(
    _ body: (_ chunk: Int, _ columns: Range<Int>) throws(CoreError) -> Void
  ) throws(CoreError) {
    let width = ChunkGenerator.width
    for chunk in columns.lowerBound / width..<(columns.upperBound + width - 1) / width {
      let part = (chunk * width..<(chunk + 1) * width).clamped(to: columns)
      try body(chunk, part.lowerBound - chunk * width..<part.upperBound - chunk * width)
    }
  }
}
