// SPDX-License-Identifier: Apache-2.0

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
  /// - Returns: `nil` where an interrupt is asked for.
  /// - Complexity: O(r n g) for r rows with weight and g groups; some milliseconds of work lie between two questions to `shouldStop`.
  func change(
    _ weights: [Double], groups: PatternGroups, shouldStop: () -> Bool
  ) -> Change? {
    let columns = columns(weights, groups: groups)
    let slice = max(8, 100_000_000 / max(1, 2 * columns.rows * columns.rows))
    if columns.columns <= slice {
      return Change(coefficients: columns, preactivations: products(columns, weights: weights))
    }
    var products = Matrix(rows: columns.rows, columns: 0)
    for start in stride(from: 0, to: columns.columns, by: slice) {
      if shouldStop() { return nil }
      let part = columns.selectingColumns(Array(start..<min(start + slice, columns.columns)))
      products.appendColumns(of: self.products(part, weights: weights))
    }
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

  /// Both at once, in one piece.
  func apply(_ weights: [Double], groups: PatternGroups, to state: inout TrainingState) {
    let columns = columns(weights, groups: groups)
    let change = Change(
      coefficients: columns, preactivations: products(columns, weights: weights))
    add(change, groups: groups, to: &state)
  }

  /// αS̃, one column a group (n×g).
  func columns(_ weights: [Double], groups: PatternGroups) -> Matrix {
    let n = problem.points
    let gamma = problem.network.negativeSlope
    var columns = Matrix(rows: n, columns: groups.groups.count)
    for (column, group) in groups.groups.enumerated() {
      let outer = problem.network.outerWeight * group.sign
      for i in 0..<n {
        columns[i, column] =
          weights[i] * problem.labels[i] * outer * (group.isActive(i) ? 1 : gamma)
      }
    }
    return columns
  }

  /// G times the columns, over the rows that have weight.
  private func products(_ columns: Matrix, weights: [Double]) -> Matrix {
    let gram = problem.design.gram
    let rows = weights.indices.filter { weights[$0] != 0 }
    if rows.count == weights.count { return LinearAlgebra.product(gram, columns) }
    return LinearAlgebra.product(gram.selectingColumns(rows), columns.selectingRows(rows))
  }
}

extension Matrix {
  /// Adds a column of another matrix with as many rows to one of its own.
  mutating func add(_ source: Int, of other: Matrix, toColumn target: Int) {
    precondition(rows == other.rows, "\(rows) and \(other.rows) rows")
    let n = rows
    storage.withUnsafeMutableBufferPointer { own in
      other.storage.withUnsafeBufferPointer { other in
        for i in 0..<n { own[i + target * n] += other[i + source * n] }
      }
    }
  }

  mutating func appendColumns(of other: Matrix) {
    precondition(rows == other.rows, "\(rows) and \(other.rows) rows")
    self = Matrix(
      rows: rows, columns: columns + other.columns, storage: storage + other.storage)
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
