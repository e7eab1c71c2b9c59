// SPDX-License-Identifier: Apache-2.0

extension Matrix {
  /// The transposed matrix, made tile by tile, so that neither matrix is read or written with a large stride.
  public var transposed: Matrix {
    var result = Matrix(rows: columns, columns: rows)
    let tile = 32
    result.storage.withUnsafeMutableBufferPointer { target in
      storage.withUnsafeBufferPointer { source in
        for jj in stride(from: 0, to: columns, by: tile) {
          for ii in stride(from: 0, to: rows, by: tile) {
            for i in ii..<min(ii + tile, rows) {
              for j in jj..<min(jj + tile, columns) {
                target[j + i * columns] = source[i + j * rows]
              }
            }
          }
        }
      }
    }
    return result
  }
}
