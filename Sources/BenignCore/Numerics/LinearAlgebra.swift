// SPDX-License-Identifier: Apache-2.0

import Concurrency
import COpenBLAS
import Glibc

/// The products that the core needs, on OpenBLAS with one thread.
///
/// One thread, because parallelism is over experiments and fixed chunks, and digits must not depend on the number
/// of threads.
enum LinearAlgebra {
  /// Read before every call; the first read sets OpenBLAS to one thread.
  private static let ready: Void = useOneThread()

  /// OpenBLAS starts a thread a core when it is loaded. Idle ones keep asking for work, which takes a third of our own speed away, so
  /// they are ended by the library's own function where it has one (which it calls itself before a fork).
  private static func useOneThread() {
    openblas_set_num_threads(1)
    typealias Shutdown = @convention(c) () -> CInt
    guard let address = dlsym(nil, "blas_thread_shutdown_") else { return }
    _ = unsafeBitCast(address, to: Shutdown.self)()
  }

  /// Sets OpenBLAS to one thread; it must be called before any other use of OpenBLAS.
  static func prepare() { _ = ready }

  /// X Xᵀ (rows × rows), both triangles.
  static func gram(_ x: Matrix) -> Matrix {
    var result = Matrix(rows: x.rows, columns: x.rows)
    if x.rows == 0 || x.columns == 0 { return result }
    _ = ready
    let n = Int32(x.rows)
    x.storage.withUnsafeBufferPointer { source in
      result.storage.withUnsafeMutableBufferPointer { target in
        cblas_dsyrk(
          CblasColMajor, CblasLower, CblasNoTrans, n, Int32(x.columns), 1, source.baseAddress, n, 0,
          target.baseAddress, n)
      }
    }
    result.mirrorLowerTriangle()
    return result
  }

  /// X Xᵀ in tiles, between which an interrupt is obeyed: some tens of milliseconds of work each for n = 2,000. Smaller ones cost speed.
  static func gram(_ x: Matrix, stop: StopSignal) throws(CoreError) -> Matrix {
    let n = x.rows
    let tile = 1024
    if n <= tile { return gram(x) }
    var result = Matrix(rows: n, columns: n)
    for column in stride(from: 0, to: n, by: tile) {
      for row in stride(from: column, to: n, by: tile) {
        try stop.check()
        addGramTile(of: x, at: row, column, tile, to: &result)
      }
    }
    result.mirrorLowerTriangle()
    return result
  }

  private static func addGramTile(
    of x: Matrix, at row: Int, _ column: Int, _ tile: Int, to result: inout Matrix
  ) {
    _ = ready
    let n = x.rows
    let (leading, depth) = (Int32(n), Int32(x.columns))
    let (height, width) = (Int32(min(tile, n - row)), Int32(min(tile, n - column)))
    x.storage.withUnsafeBufferPointer { source in
      result.storage.withUnsafeMutableBufferPointer { target in
        guard let source = source.baseAddress, let target = target.baseAddress else { return }
        let place = target + row + column * n
        if row == column {
          cblas_dsyrk(
            CblasColMajor, CblasLower, CblasNoTrans, width, depth, 1, source + column, leading, 0,
            place, leading)
        } else {
          cblas_dgemm(
            CblasColMajor, CblasNoTrans, CblasTrans, height, width, depth, 1, source + row, leading,
            source + column, leading, 0, place, leading)
        }
      }
    }
  }

  /// Which factor of a product is transposed.
  enum Transposed {
    case neither
    case first
    case second
  }

  /// A B, AᵀB or ABᵀ.
  static func product(_ a: Matrix, _ b: Matrix, _ transposed: Transposed = .neither) -> Matrix {
    let ta = transposed == .first
    let tb = transposed == .second
    let rows = ta ? a.columns : a.rows
    let inner = ta ? a.rows : a.columns
    let columns = tb ? b.rows : b.columns
    precondition(inner == (tb ? b.columns : b.rows), "inner dimensions differ")
    var result = Matrix(rows: rows, columns: columns)
    if rows == 0 || inner == 0 || columns == 0 { return result }
    _ = ready
    a.storage.withUnsafeBufferPointer { left in
      b.storage.withUnsafeBufferPointer { right in
        result.storage.withUnsafeMutableBufferPointer { target in
          cblas_dgemm(
            CblasColMajor, ta ? CblasTrans : CblasNoTrans, tb ? CblasTrans : CblasNoTrans,
            Int32(rows), Int32(columns), Int32(inner), 1, left.baseAddress, Int32(a.rows),
            right.baseAddress, Int32(b.rows), 0, target.baseAddress, Int32(rows))
        }
      }
    }
    return result
  }

  /// A x, or Aᵀ x.
  static func product(
    _ a: Matrix, _ x: [Double], _ transposition: Transposed = .neither
  ) -> [Double] {
    precondition(
      x.count == (transposition == .first ? a.rows : a.columns), "inner dimensions differ")
    return x.withUnsafeBufferPointer { product(a, $0, transposition) }
  }

  /// The same for an x in lanes.
  static func product(
    _ a: Matrix, _ x: [Lanes], _ transposition: Transposed = .neither
  ) -> [Double] {
    precondition(
      x.count == ((transposition == .first ? a.rows : a.columns) + 7) / 8, "lanes differ")
    return x.withUnsafeBytes { product(a, $0.bindMemory(to: Double.self), transposition) }
  }

  private static func product(
    _ a: Matrix, _ x: UnsafeBufferPointer<Double>, _ transposition: Transposed
  ) -> [Double] {
    let transposed = transposition == .first
    var result = [Double](repeating: 0, count: transposed ? a.columns : a.rows)
    if a.rows == 0 || a.columns == 0 { return result }
    _ = ready
    a.storage.withUnsafeBufferPointer { matrix in
      result.withUnsafeMutableBufferPointer { target in
        cblas_dgemv(
          CblasColMajor, transposed ? CblasTrans : CblasNoTrans, Int32(a.rows), Int32(a.columns),
          1, matrix.baseAddress, Int32(a.rows), x.baseAddress, 1, 0, target.baseAddress, 1)
      }
    }
    return result
  }

  /// base + A x for a symmetric A.
  static func addSymmetricProduct(
    _ a: Matrix, _ x: [Double], to base: [Double], into result: inout [Double]
  ) {
    precondition(a.rows == x.count && base.count == x.count, "shapes differ")
    _ = ready
    let n = Int32(a.rows)
    result.withUnsafeMutableBufferPointer { target in
      base.withUnsafeBufferPointer { source in
        for i in source.indices { target[i] = source[i] }
      }
      a.storage.withUnsafeBufferPointer { matrix in
        x.withUnsafeBufferPointer { vector in
          cblas_dsymv(
            CblasColMajor, CblasLower, n, 1, matrix.baseAddress, n, vector.baseAddress, 1, 1,
            target.baseAddress, 1)
        }
      }
    }
  }

  /// xᵀy of two parts of storage, such as columns.
  static func dot(_ x: ArraySlice<Double>, _ y: ArraySlice<Double>) -> Double {
    precondition(x.count == y.count, "\(x.count) and \(y.count) entries")
    _ = ready
    return x.withUnsafeBufferPointer { a in
      y.withUnsafeBufferPointer { b in
        cblas_ddot(Int32(x.count), a.baseAddress, 1, b.baseAddress, 1)
      }
    }
  }

  static func dot(_ x: [Double], _ y: [Double]) -> Double {
    precondition(x.count == y.count, "\(x.count) and \(y.count) entries")
    _ = ready
    return x.withUnsafeBufferPointer { a in
      y.withUnsafeBufferPointer { b in
        cblas_ddot(Int32(x.count), a.baseAddress, 1, b.baseAddress, 1)
      }
    }
  }
}

extension Matrix {
  /// Copies the lower triangle of a square matrix over the upper one.
  mutating func mirrorLowerTriangle() {
    precondition(rows == columns, "shape \(rows)×\(columns)")
    let n = rows
    // In tiles, so that neither side strides through memory.
    let tile = 32
    storage.withUnsafeMutableBufferPointer { s in
      for jj in stride(from: 0, to: n, by: tile) {
        for ii in stride(from: jj, to: n, by: tile) {
          for j in jj..<min(jj + tile, n) {
            for i in max(ii, j + 1)..<max(min(ii + tile, n), max(ii, j + 1)) {
              s[j + i * n] = s[i + j * n]
            }
          }
        }
      }
    }
  }
}
