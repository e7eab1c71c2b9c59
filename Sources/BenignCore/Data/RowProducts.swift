// SPDX-License-Identifier: Apache-2.0

import Concurrency
import COpenBLAS

/// Products of rows that lie one after the other in memory, each `ChunkGenerator.width` doubles from the next.
enum RowProducts {
  /// Rows and columns of a tile: about 4 ms of work on one chunk, between two questions.
  private static let tile = 256

  /// Adds R Rᵀ to the lower triangle of a matrix (rows × rows).
  static func addGram(
    of rows: UnsafePointer<Double>, count: Int, length: Int,
    to target: UnsafeMutablePointer<Double>, stop: StopSignal
  ) throws(CoreError) {
    LinearAlgebra.prepare()
    let stride = Int32(ChunkGenerator.width)
    for column in Swift.stride(from: 0, to: count, by: tile) {
      let width = min(tile, count - column)
      let right = rows + column * ChunkGenerator.width
      for row in Swift.stride(from: column, to: count, by: tile) {
        try stop.check()
        let place = target + row + column * count
        if row == column {
          cblas_dsyrk(
            CblasColMajor, CblasLower, CblasTrans, Int32(width), Int32(length), 1, right, stride, 1,
            place, Int32(count))
        } else {
          cblas_dgemm(
            CblasColMajor, CblasTrans, CblasNoTrans, Int32(min(tile, count - row)), Int32(width),
            Int32(length), 1, rows + row * ChunkGenerator.width, stride, right, stride, 1, place,
            Int32(count))
        }
      }
    }
  }
}
