// SPDX-License-Identifier: Apache-2.0

extension SignGeometry {
  /// The neurons of sign s = +, − (0, 1).
  ///
  /// - Complexity: O(nm_s), in two passes over H and B.
  init(of state: TrainingState, sign: Int, in problem: TrainingProblem) {
    let range = problem.signRanges[sign]
    let spread = problem.initialSpread
    let scale = state.initialScale
    let square = scale * scale
    let means = Means(
      coefficients: state.coefficients.meanOfColumns(range),
      field: state.preactivations.meanOfColumns(range),
      initialField: spread.fields[sign].map { scale * $0 })
    let (sums, deviations) = Self.sums(of: state, columns: range, means: means, in: problem)
    let squaredInitial = square * spread.squaredMeans[sign]
    self.init(
      count: range.count, initialField: means.initialField, squaredInitial: squaredInitial,
      coefficients: means.coefficients, field: means.field, deviations: deviations,
      squaredDistances: zip(sums, range).map {
        square * spread.squaredDistance[$1] + $0.distance
      },
      overlaps: zip(sums, range).map {
        square * spread.withMean[$1] - squaredInitial + $0.overlap
      },
      squaredNorms: zip(sums, range).map {
        max(square * problem.initialSquaredNorms[$1] + $0.norm, 0)
      })
  }

  private struct Means {
    let coefficients: [Double]
    let field: [Double]
    let initialField: [Double]
  }

  /// What training has added to a neuron's products.
  private struct Sums {
    /// (b_j − b̄)·(h_j(0) − h̄(0) + h_j − h̄).
    var distance: Double
    /// (b_j − b̄)·h̄(0) + b̄·(h_j − h̄).
    var overlap: Double
    /// b_j·(h_j(0) + h_j).
    var norm: Double
  }

  private static func sums(
    of state: TrainingState, columns: Range<Int>, means: Means, in problem: TrainingProblem
  ) -> ([Sums], deviations: Matrix) {
    let n = problem.points
    let scale = state.initialScale
    var deviations = Matrix(rows: n, columns: columns.count)
    let sums = LaneReader.read(
      state.coefficients.storage, state.preactivations.storage,
      problem.initialPreactivations.storage
    ) { b, h, h0 in
      LaneReader.read(means.coefficients, means.field, means.initialField) { mb, mh, mh0 in
        deviations.storage.withUnsafeMutableBufferPointer { target in
          columns.map { column in
            var distance = Lanes.zero
            var overlap = Lanes.zero
            var norm = Lanes.zero
            for i in stride(from: 0, to: n, by: 8) {
              let width = min(8, n - i)
              let coefficient = b.lanes(column * n + i, width)
              let field = h.lanes(column * n + i, width)
              let initial = scale * h0.lanes(column * n + i, width)
              let away = coefficient - mb.lanes(i, width)
              let fieldAway = field - mh.lanes(i, width)
              let meanInitial = mh0.lanes(i, width)
              distance += away * (initial - meanInitial + fieldAway)
              overlap += away * meanInitial + mb.lanes(i, width) * fieldAway
              norm += coefficient * (initial + field)
              target.store(fieldAway, at: (column - columns.lowerBound) * n + i, width)
            }
            return Sums(distance: distance.sum(), overlap: overlap.sum(), norm: norm.sum())
          }
        }
      }
    }
    return (sums, deviations)
  }
}
