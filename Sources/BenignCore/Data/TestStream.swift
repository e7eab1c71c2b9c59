// SPDX-License-Identifier: Apache-2.0

import Concurrency
import COpenBLAS

/// Test points' noise in R^p, generated a chunk of coordinates at a time in families, of which only products with the design's rows are kept.
///
/// Noise of every law is symmetric and its entries are independent: with a random sign for each group of coordinates a vector of noise becomes another one of the same
/// law. A family is one vector of noise under 64 choices of signs. Its members cost 64 signed sums of the groups' products, not 64 passes over p coordinates; they
/// are not independent, so a standard error is taken over families.
struct TestStream: Sendable {
  /// Members of a family, the bits of a word.
  static let members = 64

  /// Coordinates that are treated alike.
  struct Segment: Sendable {
    let columns: Range<Int>
    /// Whether the noise is kept as it is; if not, its products with all rows are.
    let isExplicit: Bool
    /// √λ_j = j^{−s/2} for noise; `nil` where blocks are scaled later.
    let exponent: Double?
  }

  /// What is kept of a segment.
  struct Products: Sendable {
    /// (columns, or rows and means) × (64·families), member by member.
    let values: Matrix
    /// ‖ξ‖² of each family.
    let squares: [Double]
  }

  /// The design's rows, the noise first.
  let rows: RowStream
  let noiseRows: Int
  let noise: Noise
  let seed: UInt64
  let segments: [Segment]

  /// Coordinates to a group: sixty-four groups at least, unless p is smaller.
  var groupWidth: Int {
    var width = 1
    while width < 256, 128 * width <= rows.dimension { width *= 2 }
    return width
  }

  /// Entries that one member takes.
  var height: Int {
    segments.reduce(0) { $0 + ($1.isExplicit ? $1.columns.count : rows.order) }
  }

  /// - Parameter families: their numbers, which name their random numbers.
  /// - Returns: one entry a segment.
  /// - Complexity: O((n + families)·p) numbers and O(n·families·p) products.
  func products(
    families: Range<Int>, workers: Int, stop: StopSignal
  ) throws(CoreError) -> [Products] {
    let pieces = makePieces(families: families.count)
    let sum = OrderedSum<CoreError>(
      pieces: pieces.map { OrderedSum<CoreError>.Piece(offset: $0.offset, length: $0.length) },
      workers: workers,
      workspace: ChunkRows.doubles(rows) + 2 * ChunkGenerator.width * (families.count + rows.count))
    let count = pieces.last.map { $0.offset + $0.length } ?? 0
    let total = try sum.run(count: count, stop: stop) { [self] in
      let worker = Worker(self, families: families)
      return { index, target, stop throws(CoreError) in
        guard let base = target.baseAddress else { return }
        try worker.compute(pieces[index], into: base, stop: stop)
      }
    }
    return collect(total, pieces: pieces, families: families.count)
  }

  /// A piece of work: some columns of a segment. Explicit columns each stand in a piece of their own; products are added up.
  struct Piece: Sendable {
    let segment: Int
    let columns: Range<Int>
    let offset: Int
    /// Rows of its matrix of (rows × 64·families).
    let height: Int
    let length: Int
  }

  private func makePieces(families: Int) -> [Piece] {
    var pieces = [Piece]()
    var offset = 0
    for (index, segment) in segments.enumerated() {
      let length = { (height: Int) in height * Self.members * families + families }
      for span in ColumnSpan.cut(segment.columns, rows: rows.count + families, block: index) {
        let height = segment.isExplicit ? span.columns.count : rows.order
        pieces.append(
          Piece(
            segment: index, columns: span.columns, offset: offset, height: height,
            length: length(height)))
        if segment.isExplicit { offset += length(height) }
      }
      if !segment.isExplicit { offset += length(rows.order) }
    }
    return pieces
  }

  private func collect(_ total: [Double], pieces: [Piece], families: Int) -> [Products] {
    let columns = Self.members * families
    return segments.indices.map { index in
      let own = pieces.filter { $0.segment == index }
      if !segments[index].isExplicit, let piece = own.first {
        let end = piece.offset + piece.height * columns
        return Products(
          values: Matrix(
            rows: piece.height, columns: columns, storage: Array(total[piece.offset..<end])),
          squares: Array(total[end..<end + families]))
      }
      var values = Matrix(rows: segments[index].columns.count, columns: columns)
      for piece in own {
        let first = piece.columns.lowerBound - segments[index].columns.lowerBound
        for column in 0..<columns {
          for row in 0..<piece.height {
            values[first + row, column] = total[piece.offset + row + column * piece.height]
          }
        }
      }
      return Products(values: values, squares: [])
    }
  }
}

extension TestStream {
  /// One thread's chunk of rows and of test points' noise.
  private final class Worker {
    let stream: TestStream
    let families: Range<Int>
    private let design: ChunkRows
    private let tests: ChunkRows
    /// Products of each group with each family, (rows and means) × families × groups.
    private var groups = [Double]()
    /// ±1, 64 members × groups.
    private var signs = [Double]()
    private var words = [UInt64](repeating: 0, count: ChunkGenerator.width)
    private var deviations = [Double](repeating: 1, count: ChunkGenerator.width)

    init(_ stream: TestStream, families: Range<Int>) {
      self.stream = stream
      self.families = families
      design = ChunkRows(stream.rows)
      tests = ChunkRows(
        RowStream(
          groups: [
            RowStream.Group(
              noise: stream.noise, seed: stream.seed, purpose: .testPoints,
              first: families.lowerBound, count: families.count)
          ], dimension: stream.rows.dimension, means: stream.rows.means))
    }

    func compute(
      _ piece: Piece, into target: UnsafeMutablePointer<Double>, stop: StopSignal
    ) throws(CoreError) {
      let segment = stream.segments[piece.segment]
      var done = [Group]()
      try ColumnSpan(columns: piece.columns, block: 0).forEachChunk {
        chunk, columns throws(CoreError) in
        try load(chunk, columns, segment, stop: stop)
        if segment.isExplicit {
          let first = chunk * ChunkGenerator.width + columns.lowerBound - piece.columns.lowerBound
          keep(chunk, columns, at: first, of: piece.height, into: target)
        } else {
          addSquares(columns, to: target + piece.height * TestStream.members * families.count)
          try multiply(chunk, columns, piece, done: &done, stop: stop)
        }
      }
      if !segment.isExplicit { try addSigned(done, to: target, stop: stop) }
    }

    /// Coordinates with one sign: a group of a chunk.
    private struct Group {
      let chunk: Int
      let index: Int
    }

    private func load(
      _ chunk: Int, _ columns: Range<Int>, _ segment: Segment, stop: StopSignal
    ) throws(CoreError) {
      let count = columns.upperBound
      try tests.load(chunk: chunk, count: count, stop: stop)
      if !segment.isExplicit { try design.load(chunk: chunk, count: count, stop: stop) }
      guard let exponent = segment.exponent else { return }
      deviations.withUnsafeMutableBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return }
        PowerLaw.deviations(exponent: exponent, chunk: chunk, into: base)
        tests.scale(0..<families.count, by: base, count: count)
        if !segment.isExplicit { design.scale(0..<stream.noiseRows, by: base, count: count) }
      }
    }

    /// The signs of one family's members in some groups, neighbouring ones of a chunk after each other (64 × groups).
    private func loadSigns(family: Int, _ groups: [Group]) {
      let members = TestStream.members
      if signs.count < members * groups.count {
        signs = [Double](repeating: 0, count: members * groups.count)
      }
      var loaded = -1
      for (place, group) in groups.enumerated() {
        if group.chunk != loaded {
          loadWords(family: family, chunk: group.chunk)
          loaded = group.chunk
        }
        let word = words[group.index]
        for member in 0..<members {
          let bit = (word &>> UInt64(truncatingIfNeeded: member)) &<< 63
          signs[place * members + member] = Double(bitPattern: (1.0).bitPattern | bit)
        }
      }
    }

    private func loadWords(family: Int, chunk: Int) {
      let random = RandomStream(
        seed: stream.seed, purpose: .testSigns, row: families.lowerBound + family, chunk: chunk)
      words.withUnsafeMutableBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return }
        random.fillSingles(base, count: ChunkGenerator.width / stream.groupWidth)
      }
    }

    private func groupRange(_ columns: Range<Int>) -> Range<Int> {
      let width = stream.groupWidth
      return columns.lowerBound / width..<(columns.upperBound + width - 1) / width
    }

    private func keep(
      _ chunk: Int, _ columns: Range<Int>, at first: Int, of height: Int,
      into target: UnsafeMutablePointer<Double>
    ) {
      let range = groupRange(columns)
      let width = stream.groupWidth
      let groups = range.map { Group(chunk: chunk, index: $0) }
      for family in 0..<families.count {
        loadSigns(family: family, groups)
        let row = tests.row(family)
        for member in 0..<TestStream.members {
          let place = target + (family * TestStream.members + member) * height + first
          for column in columns {
            let sign = signs[(column / width - range.lowerBound) * TestStream.members + member]
            place[column - columns.lowerBound] = sign * row[column]
          }
        }
      }
    }

    private func addSquares(_ columns: Range<Int>, to target: UnsafeMutablePointer<Double>) {
      for family in 0..<families.count {
        let row = tests.row(family) + columns.lowerBound
        target[family] += cblas_ddot(Int32(columns.count), row, 1, row, 1)
      }
    }

    /// Products of all rows with all families, group by group of a chunk, behind those that are done.
    private func multiply(
      _ chunk: Int, _ columns: Range<Int>, _ piece: Piece, done: inout [Group],
      stop: StopSignal
    ) throws(CoreError) {
      LinearAlgebra.prepare()
      let width = stream.groupWidth
      let range = groupRange(columns)
      let size = piece.height * families.count
      if groups.count < size * (done.count + range.count) {
        groups += [Double](
          repeating: 0, count: size * (done.count + range.count) - groups.count)
      }
      let leading = Int32(ChunkGenerator.width)
      let height = Int32(piece.height)
      for index in range {
        try stop.check()
        let part = (index * width..<(index + 1) * width).clamped(to: columns)
        groups.withUnsafeMutableBufferPointer { buffer in
          guard let base = buffer.baseAddress else { return }
          cblas_dgemm(
            CblasColMajor, CblasTrans, CblasNoTrans, height, Int32(families.count),
            Int32(part.count), 1, design.base + part.lowerBound, leading,
            tests.base + part.lowerBound, leading, 0, base + done.count * size, height)
        }
        done.append(Group(chunk: chunk, index: index))
      }
    }

    /// Adds each member's signed sum of its family's products.
    private func addSigned(
      _ done: [Group], to target: UnsafeMutablePointer<Double>, stop: StopSignal
    ) throws(CoreError) {
      let height = stream.rows.order
      let size = height * families.count
      let members = TestStream.members
      try groups.withUnsafeBufferPointer { buffer throws(CoreError) in
        guard let base = buffer.baseAddress else { return }
        for family in 0..<families.count {
          try stop.check()
          loadSigns(family: family, done)
          cblas_dgemm(
            CblasColMajor, CblasNoTrans, CblasTrans, Int32(height), Int32(members),
            Int32(done.count), 1, base + family * height, Int32(size), signs, Int32(members), 1,
            target + family * members * height, Int32(height))
        }
      }
    }
  }
}
