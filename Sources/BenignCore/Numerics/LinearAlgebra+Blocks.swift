// SPDX-License-Identifier: Apache-2.0

import Concurrency
import COpenBLAS

extension LinearAlgebra {
  /// A B in blocks, between which an interrupt is obeyed: about two milliseconds of work each.
  ///
  /// Blocks are of rows first: the library copies what it reads of A for every call, and so does it once.
  /// - Parameter inner: the columns of A that count, one for each row of B; `nil` for all of them.
  /// - Throws: `.interrupted`.
  static func product(
    _ a: Matrix, over inner: [Int]? = nil, _ b: Matrix, stop: StopSignal
  ) throws(CoreError) -> Matrix {
    precondition((inner?.count ?? a.columns) == b.rows, "inner dimensions differ")
    var result = Matrix(rows: a.rows, columns: b.columns)
    if a.rows == 0 || b.rows == 0 || b.columns == 0 { return result }
    let block = BlockShape(rows: a.rows, inner: b.rows, columns: b.columns)
    for row in stride(from: 0, to: a.rows, by: block.rows) {
      let rows = row..<min(row + block.rows, a.rows)
      let part = inner.map { a.selecting(rows, $0) }
      for column in stride(from: 0, to: b.columns, by: block.columns) {
        if !block.isWhole { try stop.check() }
        let columns = column..<min(column + block.columns, b.columns)
        let factor = part ?? a
        factor.write(
          rows: part == nil ? rows : 0..<rows.count, times: b, columns, to: row, of: &result)
      }
    }
    return result
  }

  private struct BlockShape {
    let rows: Int
    let columns: Int
    let isWhole: Bool

    /// Multiplications in a block.
    private static let most = 50_000_000

    init(rows: Int, inner: Int, columns: Int) {
      isWhole = rows * columns <= Self.most / inner
      self.columns = isWhole ? columns : min(columns, 256)
      // The library's kernels take sixteen rows at a time.
      let fitting = Self.most / (inner * self.columns) / 16 * 16
      self.rows = isWhole ? rows : min(rows, max(16, fitting))
    }
  }
}

extension Matrix {
  fileprivate func selecting(_ rows: Range<Int>, _ columns: [Int]) -> Matrix {
    var result = Matrix(rows: rows.count, columns: columns.count)
    for (target, source) in columns.enumerated() {
      let place = source * self.rows
      result.storage.replaceSubrange(
        target * rows.count..<(target + 1) * rows.count,
        with: storage[place + rows.lowerBound..<place + rows.upperBound])
    }
    return result
  }

  /// Writes some of the own rows times some columns of another matrix into the rows of a result that begin at `target`.
  fileprivate func write(
    rows: Range<Int>, times other: Matrix, _ columns: Range<Int>, to target: Int,
    of result: inout Matrix
  ) {
    LinearAlgebra.prepare()
    let height = result.rows
    storage.withUnsafeBufferPointer { own in
      other.storage.withUnsafeBufferPointer { other in
        result.storage.withUnsafeMutableBufferPointer { result in
          guard let own = own.baseAddress, let right = other.baseAddress,
            let result = result.baseAddress
          else { return }
          let inner = self.columns
          cblas_dgemm(
            CblasColMajor, CblasNoTrans, CblasNoTrans, Int32(rows.count), Int32(columns.count),
            Int32(inner), 1, own + rows.lowerBound, Int32(self.rows),
            right + columns.lowerBound * inner, Int32(inner), 0,
            result + target + columns.lowerBound * height, Int32(height))
        }
      }
    }
  }
}
