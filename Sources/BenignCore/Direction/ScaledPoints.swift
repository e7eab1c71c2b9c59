// SPDX-License-Identifier: Apache-2.0

import COpenBLAS
import Glibc

/// Points in coordinates in which rows and columns have about unit length, for solvers that shall not depend on anybody's units.
///
/// All factors are powers of two, so that scaling rounds nothing. Where there are more coordinates than points, the coordinates are first
/// replaced by those in an orthonormal basis of the points' span: a QR factorization with pivoted points and the features sorted by
/// size, whose rounding errors are small beside each feature by itself (Cox and Higham, 1998).
struct ScaledPoints {
  /// x̂_ik = 2^(r_i + c_k) x_ik (n×d′).
  let points: Matrix
  /// r (n).
  let rowExponents: [Int]
  /// c (d′).
  let columnExponents: [Int]
  /// The basis (d×d′); `nil` where the coordinates are the given ones.
  private let basis: Matrix?

  /// Whether the coordinates are rounded, those in a basis.
  var areRounded: Bool { basis != nil }

  /// - Parameter points: no row may be zero.
  init(_ points: Matrix) {
    var scaled = points
    var rowExponents = scaled.scaleRows()
    if points.columns > points.rows {
      let reduced = SpanBasis(scaled, rank: scaled.numericalRank)
      basis = reduced.basis
      scaled = reduced.points
    } else {
      basis = nil
    }
    var columnExponents = [Int](repeating: 0, count: scaled.columns)
    for _ in 0..<3 {
      columnExponents = zip(columnExponents, scaled.scaleColumns()).map { $0 + $1 }
      rowExponents = zip(rowExponents, scaled.scaleRows()).map { $0 + $1 }
    }
    self.points = scaled
    self.rowExponents = rowExponents
    self.columnExponents = columnExponents
  }

  /// A vector of the scaled coordinates in the given ones, times a power of two: Σ_k 2^(c_k + exponent) v_k e_k.
  func vector(_ v: ArraySlice<Double>, exponent: Int) -> [Double] {
    let raw = zip(v, columnExponents).map { $0.timesPowerOfTwo($1 + exponent) }
    guard let basis else { return raw }
    return LinearAlgebra.product(basis, raw)
  }
}

/// The points' coordinates in an orthonormal basis of their span.
private struct SpanBasis {
  /// n×r.
  let points: Matrix
  /// d×r.
  let basis: Matrix

  /// - Parameters:
  ///   - rows: points of about unit length (n×d, d > n).
  ///   - rank: r ≤ n, the dimension of their span; what the factorization has beyond it is rounding.
  init(_ rows: Matrix, rank: Int) {
    let (n, d) = (rows.rows, rows.columns)
    let order = rows.featuresBySize
    var factor = rows.transposed(inOrder: order)
    let pivots = factor.factorizeOrthogonally()
    var points = Matrix(rows: n, columns: rank)
    for (place, point) in pivots.triangle.enumerated() {
      for k in 0..<min(place + 1, rank) { points[point, k] = pivots.upper[k, place] }
    }
    var basis = Matrix(rows: d, columns: rank)
    for (place, feature) in order.enumerated() {
      for k in 0..<rank { basis[feature, k] = factor[place, k] }
    }
    self.points = points
    self.basis = basis
  }
}

extension Matrix {
  /// The dimension of the rows' span, up to rounding, with rows and columns of about unit length: no feature's unit decides it.
  fileprivate var numericalRank: Int {
    var scaled = self
    for _ in 0..<2 {
      _ = scaled.scaleColumns()
      _ = scaled.scaleRows()
    }
    var factor = scaled.transposed(inOrder: scaled.featuresBySize)
    let upper = factor.factorizeOrthogonally().upper
    let least = Double(columns) * .ulpOfOne * abs(upper[0, 0])
    return max(1, (0..<rows).count { abs(upper[$0, $0]) > least })
  }

  /// The columns in descending order of their largest entry.
  fileprivate var featuresBySize: [Int] {
    let sizes = (0..<columns).map { column($0).reduce(0) { max($0, abs($1)) } }
    return (0..<columns).sorted { sizes[$0] > sizes[$1] }
  }

  /// The columns as rows, in some order.
  fileprivate func transposed(inOrder order: [Int]) -> Matrix {
    var result = Matrix(rows: columns, columns: rows)
    for (place, feature) in order.enumerated() {
      for i in 0..<rows { result[place, i] = self[i, feature] }
    }
    return result
  }

  /// Replaces the matrix (d×n, d ≥ n) by Q, its columns' orthonormal basis; `triangle` names the column that stands at each place of R.
  fileprivate mutating func factorizeOrthogonally() -> (triangle: [Int], upper: Matrix) {
    LinearAlgebra.prepare()
    var (height, width) = (Int32(rows), Int32(columns))
    var pivots = [Int32](repeating: 0, count: columns)
    var reflectors = [Double](repeating: 0, count: columns)
    var length = Int32(max(64 * (columns + 1), 1))
    var work = [Double](repeating: 0, count: Int(length))
    var info: Int32 = 0
    var leading = max(height, 1)
    storage.withUnsafeMutableBufferPointer {
      dgeqp3_(
        &height, &width, $0.baseAddress, &leading, &pivots, &reflectors, &work, &length, &info)
    }
    var upper = Matrix(rows: columns, columns: columns)
    for j in 0..<columns {
      for i in 0...j { upper[i, j] = self[i, j] }
    }
    var count = width
    storage.withUnsafeMutableBufferPointer {
      dorgqr_(
        &height, &width, &count, $0.baseAddress, &leading, &reflectors, &work, &length, &info)
    }
    return (pivots.map { Int($0) - 1 }, upper)
  }

  /// Multiplies each row by a power of two that brings its length to about 1; the exponents, 0 for a row of zeros.
  fileprivate mutating func scaleRows() -> [Int] {
    let (height, width) = (rows, columns)
    var largest = [Double](repeating: 0, count: height)
    var squares = largest
    return storage.withUnsafeMutableBufferPointer { entries in
      for j in 0..<width {
        for i in 0..<height { largest[i] = max(largest[i], abs(entries[i + j * height])) }
      }
      for j in 0..<width {
        for i in 0..<height where largest[i] > 0 {
          let share = entries[i + j * height] / largest[i]
          squares[i] += share * share
        }
      }
      let exponents = zip(largest, squares).map(scalingExponent)
      if exponents.allSatisfy({ $0 == 0 }) { return exponents }
      for j in 0..<width {
        for i in 0..<height {
          entries[i + j * height] = entries[i + j * height].timesPowerOfTwo(exponents[i])
        }
      }
      return exponents
    }
  }

  /// Scales the columns as `scaleRows` scales the rows.
  fileprivate mutating func scaleColumns() -> [Int] {
    let height = rows
    let width = columns
    return storage.withUnsafeMutableBufferPointer { entries in
      (0..<width).map { j in
        let column = j * height..<(j + 1) * height
        var largest = 0.0
        for k in column { largest = max(largest, abs(entries[k])) }
        if largest == 0 { return 0 }
        var square = 0.0
        for k in column { square += (entries[k] / largest) * (entries[k] / largest) }
        let exponent = scalingExponent(largest, square)
        if exponent == 0 { return 0 }
        for k in column { entries[k] = entries[k].timesPowerOfTwo(exponent) }
        return exponent
      }
    }
  }
}

/// −log2 of a length that is known as its largest entry and the sum of squares relative to it, rounded; 0 for the length 0.
private func scalingExponent(_ largest: Double, _ square: Double) -> Int {
  guard largest > 0 else { return 0 }
  return -Int(saturating: (log2(largest) + 0.5 * log2(square)).rounded())
}

extension Double {
  /// self · 2^exponent, without an intermediate that over- or underflows.
  func timesPowerOfTwo(_ exponent: Int) -> Double {
    // A normal factor gives the same, sooner.
    abs(exponent) <= 1000
      ? self * Double(sign: .plus, exponent: exponent, significand: 1)
      : scalbn(self, Int32(clamping: exponent))
  }
}
