// SPDX-License-Identifier: Apache-2.0

import Concurrency

/// One step of gradient descent on all neurons: H ← H + αG S̃, B ← B + αS̃ with S̃_ij = −ℓ′(u_i) ỹ_i a_j D_ij.
///
/// Rows with ℓ′ = 0 are left out, and neurons of equal sign and pattern share their column of S̃.
struct FullStep {
  let problem: TrainingProblem

  /// What a step adds: αS̃ and αGS̃, one column a group (n×g).
  struct Change {
    let coefficients: Matrix
    let preactivations: Matrix
  }

  /// - Parameters:
  ///   - weights: −αℓ′(u) ≥ 0 (n), the reduction's 1/n included.
  ///   - groups: of the state's own pattern.
  /// - Throws: `.interrupted`.
  /// - Complexity: O(r n g) for r rows with weight and g groups; some milliseconds of work lie between two questions to `stop`.
  func change(
    _ weights: [Double], groups: PatternGroups, stop: StopSignal
  ) throws(CoreError) -> Change {
    let columns = columns(weights, groups: groups)
    let products = try products(columns, weights: weights, stop: stop)
    return Change(coefficients: columns, preactivations: products)
  }

  func add(_ change: Change, groups: PatternGroups, to state: inout TrainingState) {
    for (column, group) in groups.groups.enumerated() {
      for j in group.members {
        state.coefficients.add(column, of: change.coefficients, toColumn: j)
        state.preactivations.add(column, of: change.preactivations, toColumn: j)
      }
    }
  }

  /// Both at once, not to be interrupted.
  func apply(_ weights: [Double], groups: PatternGroups, to state: inout TrainingState) {
    guard let change = try? change(weights, groups: groups, stop: .never) else { return }
    add(change, groups: groups, to: &state)
  }

  /// αS̃, one column a group (n×g).
  func columns(_ weights: [Double], groups: PatternGroups) -> Matrix {
    let n = problem.points
    var columns = Matrix(rows: n, columns: groups.groups.count)
    LaneReader.read(weights, problem.labels) { weights, labels in
      columns.storage.withUnsafeMutableBufferPointer { columns in
        for (column, group) in groups.groups.enumerated() {
          for i in stride(from: 0, to: n, by: 8) {
            let width = min(8, n - i)
            let entries = entries(
              of: group, i >> 3, weights.lanes(i, width), labels.lanes(i, width))
            columns.store(entries, at: column * n + i, width)
          }
        }
      }
    }
    return columns
  }

  /// The same by signs, of groups that are signs: two vectors in lanes, 0 for a sign without neurons.
  func columnsOfSigns(_ weights: [Double], groups: PatternGroups) -> ([Lanes], [Lanes]) {
    let zeros = [Lanes](repeating: .zero, count: (problem.points + 7) / 8)
    var columns = (zeros, zeros)
    LaneReader.read(weights, problem.labels) { weights, labels in
      for group in groups.groups {
        let isPositive = group.sign > 0
        for tile in zeros.indices {
          let width = min(8, problem.points - 8 * tile)
          let column = entries(
            of: group, tile, weights.lanes(8 * tile, width), labels.lanes(8 * tile, width))
          if isPositive { columns.0[tile] = column } else { columns.1[tile] = column }
        }
      }
    }
    return columns
  }

  /// αS̃ of eight points.
  @inline(__always)
  private func entries(
    of group: PatternGroups.Group, _ tile: Int, _ weights: Lanes, _ labels: Lanes
  ) -> Lanes {
    let active = problem.network.outerWeight * group.sign * weights * labels
    return (problem.network.negativeSlope * active).replacing(
      with: active, where: group.pattern.mask(ofTile: tile))
  }

  /// G times the columns, over the rows that have weight.
  private func products(
    _ columns: Matrix, weights: [Double], stop: StopSignal
  ) throws(CoreError) -> Matrix {
    let rows = weights.indices.filter { weights[$0] != 0 }
    if rows.count == weights.count {
      return try problem.gramProduct(columns, stop: stop)
    }
    return try LinearAlgebra.product(
      problem.design.gram, over: rows, columns.selectingRows(rows), stop: stop)
  }
}

extension Matrix {
  /// Adds a column of another matrix with as many rows to one of its own.
  mutating func add(_ source: Int, of other: Matrix, toColumn target: Int) {
    precondition(rows == other.rows, "\(rows) and \(other.rows) rows")
    let n = rows
    storage.withUnsafeMutableBufferPointer { own in
      other.storage.withUnsafeBufferPointer { other in
        for i in stride(from: 0, to: n, by: 8) {
          let width = min(8, n - i)
          let sum = own.lanes(target * n + i, width) + other.lanes(source * n + i, width)
          own.store(sum, at: target * n + i, width)
        }
      }
    }
  }

  func selectingColumns(_ indices: [Int]) -> Matrix {
    var result = Matrix(rows: rows, columns: indices.count)
    for (target, source) in indices.enumerated() {
      result.storage.replaceSubrange(
        target * rows..<(target + 1) * rows, with: storage[source * rows..<(source + 1) * rows])
    }
    return result
  }

  func selectingRows(_ indices: [Int]) -> Matrix {
    var result = Matrix(rows: indices.count, columns: columns)
    for column in 0..<columns {
      for (target, source) in indices.enumerated() { result[target, column] = self[source, column] }
    }
    return result
  }
}
