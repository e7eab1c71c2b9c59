// SPDX-License-Identifier: Apache-2.0

import Concurrency

/// Draws standard normal rows in coordinates with exactly the joint law of all their inner products in R^p.
///
/// The k = n + m rows of a block of equal eigenvalues are i.i.d. standard normal vectors. The coordinates along the means' parts of the block, if
/// there are some, are split off; the other d_b coordinates are rotated row by row (Bartlett's decomposition): row i keeps i normal
/// numbers and one √χ²(d_b − i). So the cost depends on k and the number of blocks, never on p, and p < n or d_b = 1 are no special cases.
/// Rows that are already known may come first, whatever their law: the others see them through their coordinates alone.
struct ReducedSampler {
  let seed: UInt64
  let purpose: Purpose
  /// Whether the matrix to be filled holds one part's columns only.
  var isOfOnePart = false

  /// Fills the coordinates of one block for all rows of a matrix.
  ///
  /// - Parameters:
  ///   - first: how many of the k rows precede row 0 of the matrix.
  ///   - block: its number in the spectrum, which names its random numbers.
  /// - Throws: `.interrupted`, asked for at every row.
  /// - Complexity: O(k) random numbers a row.
  func fill(
    _ matrix: inout Matrix, after first: Int, block: Int, _ part: BlockLayout.Part,
    stop: StopSignal
  ) throws(CoreError) {
    let start = isOfOnePart ? 0 : part.offset
    let column = start + part.means.count
    for row in 0..<matrix.rows {
      try stop.check()
      var stream = RandomStream(seed: seed, purpose: purpose, row: row, chunk: block)
      let diagonal = part.isExplicit ? part.width : first + row
      matrix.drawNormals(
        row: row, columns: start..<column + min(diagonal, part.width), from: &stream)
      if diagonal < part.width {
        matrix[row, column + diagonal] = stream.chi(
          degreesOfFreedom: part.freedom - Double(diagonal))
      }
    }
  }
}
