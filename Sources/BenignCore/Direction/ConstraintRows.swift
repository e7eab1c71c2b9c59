// SPDX-License-Identifier: Apache-2.0

import Concurrency

/// The rows F_k = (c⁺_k x_i, c⁻_k x_i) of linear constraints on v = (v₊, v₋), i the point of constraint k.
///
/// A product with F costs two products with the points X (n×d); FᵀDF has blocks XᵀD′X. Where one sign has no neuron, v has one part only.
struct ConstraintRows: Sendable {
  /// X (n×d).
  var points: Matrix
  /// The point of each constraint.
  let owners: [Int]
  /// c⁺ and c⁻ (one a constraint each), or c⁺ alone.
  let coefficients: [[Double]]

  var count: Int { owners.count }
  /// How many vectors v consists of: 1 or 2.
  var parts: Int { coefficients.count }
  /// The entries of v.
  var width: Int { parts * points.columns }

  /// The same rows, each times a power of two that brings its coefficients to about 1, with the exponents.
  var balanced: (rows: ConstraintRows, exponents: [Int]) {
    let exponents = owners.indices.map { k in
      let largest = coefficients.reduce(0) { max($0, abs($1[k])) }
      return largest > 0 ? -Int(largest.exponent) : 0
    }
    let scaled = coefficients.map { factors in
      zip(factors, exponents).map { $0.timesPowerOfTwo($1) }
    }
    return (ConstraintRows(points: points, owners: owners, coefficients: scaled), exponents)
  }

  /// |F|, for bounds on rounding.
  var absolute: ConstraintRows {
    var sizes = points
    for index in sizes.storage.indices { sizes.storage[index] = abs(sizes.storage[index]) }
    return ConstraintRows(
      points: sizes, owners: owners, coefficients: coefficients.map { $0.map(abs) })
  }

  /// The part of v that belongs to one sign.
  func part(_ v: [Double], _ index: Int) -> [Double] {
    Array(v[index * points.columns..<(index + 1) * points.columns])
  }

  /// F v.
  func product(_ v: [Double]) -> [Double] {
    let images = (0..<parts).map { LinearAlgebra.product(points, part(v, $0)) }
    var result = [Double](repeating: 0, count: count)
    for (factors, image) in zip(coefficients, images) {
      for k in result.indices { result[k] += factors[k] * image[owners[k]] }
    }
    return result
  }

  /// Fᵀ λ.
  func transposedProduct(_ multipliers: [Double]) -> [Double] {
    coefficients.flatMap { factors -> [Double] in
      var sums = [Double](repeating: 0, count: points.rows)
      for k in owners.indices { sums[owners[k]] += factors[k] * multipliers[k] }
      return LinearAlgebra.product(points, sums, .first)
    }
  }

  /// FᵀDF for a diagonal D ≥ 0 (width × width).
  ///
  /// - Parameter transposedPoints: Xᵀ (d×n).
  /// - Complexity: n·d² multiplications for each pair of parts.
  func normalMatrix(
    _ weights: [Double], transposedPoints: Matrix, stop: StopSignal
  ) throws(CoreError) -> Matrix {
    let d = points.columns
    var result = Matrix(rows: width, columns: width)
    for first in 0..<parts {
      for second in 0...first {
        let block = try weightedGram(
          weights, first, second, transposedPoints, stop: stop)
        for j in 0..<d {
          for i in 0..<d {
            result[first * d + i, second * d + j] = block[i, j]
            result[second * d + j, first * d + i] = block[i, j]
          }
        }
      }
    }
    return result
  }

  /// Xᵀ diag(g) X with g_i = Σ of D_k c_k c′_k over the constraints of point i. Both coefficients of a row have one sign, so that g ≥ 0.
  private func weightedGram(
    _ weights: [Double], _ first: Int, _ second: Int, _ transposedPoints: Matrix,
    stop: StopSignal
  ) throws(CoreError) -> Matrix {
    var sums = [Double](repeating: 0, count: points.rows)
    for k in owners.indices {
      sums[owners[k]] += weights[k] * coefficients[first][k] * coefficients[second][k]
    }
    var scaled = transposedPoints
    for i in 0..<scaled.columns {
      let root = max(sums[i], 0).squareRoot()
      for k in i * scaled.rows..<(i + 1) * scaled.rows { scaled.storage[k] *= root }
    }
    return try LinearAlgebra.gram(scaled, stop: stop)
  }

  /// S F Fᵀ S with a diagonal S (n×n), from the points' inner products.
  func gram(of products: Matrix, scaledBy scale: [Double]) -> Matrix {
    var result = Matrix(rows: count, columns: count)
    let scaled = coefficients.map { zip($0, scale).map { $0 * $1 } }
    result.storage.withUnsafeMutableBufferPointer { target in
      products.storage.withUnsafeBufferPointer { source in
        owners.withUnsafeBufferPointer { owners in
          for factors in scaled {
            factors.withUnsafeBufferPointer { factors in
              for k in owners.indices {
                let column = owners[k] * products.rows
                let factor = factors[k]
                for i in owners.indices {
                  target[i + k * owners.count] +=
                    factors[i] * factor * source[owners[i] + column]
                }
              }
            }
          }
        }
      }
    }
    return result
  }

  /// ‖F_k‖ of each constraint, from the points' inner products.
  func lengths(of products: Matrix) -> [Double] {
    owners.indices.map { k in
      let square = coefficients.reduce(0) { $0 + $1[k] * $1[k] }
      return (square * products[owners[k], owners[k]]).squareRoot()
    }
  }
}
