// SPDX-License-Identifier: Apache-2.0

import Concurrency

/// A data set's training and held-out rows.
struct DatasetRows: Sendable {
  let training: Matrix
  let labels: [Double]
  let heldOut: HeldOutRows
  let summary: DatasetSummary

  /// Reads the file, splits its rows at random and, if asked, centres and scales the features by the training rows.
  ///
  /// - Throws: `.file`, `.invalid`, `.resourceLimit`, `.interrupted`.
  init(_ dataset: Dataset, stop: StopSignal) throws(CoreError) {
    let table = try LabelledTable(dataset, stop: stop)
    let coding = try LabelCoding(dataset, values: table.labels)
    let oddities = try table.oddities(stop: stop)
    self.init(dataset, table, coding, oddities)
  }

  private init(
    _ dataset: Dataset, _ table: LabelledTable, _ coding: LabelCoding,
    _ oddities: [DatasetSummary.Oddity]
  ) {
    let used = (0..<table.rows).filter { coding.signs[table.labelIndices[$0]] != nil }
    let split = Self.split(used, dataset)
    let labels = { (rows: [Int]) in rows.map { coding.signs[table.labelIndices[$0]] ?? 0 } }
    var training = table.matrix(of: split.training)
    var heldOut = table.matrix(of: split.heldOut)
    if dataset.isStandardized {
      let scaling = FeatureScaling(training)
      scaling.apply(to: &training)
      scaling.apply(to: &heldOut)
    }
    self.training = training
    self.labels = labels(split.training)
    self.heldOut = HeldOutRows(points: heldOut, labels: labels(split.heldOut))
    summary = DatasetSummary(
      points: split.training.count, heldOut: split.heldOut.count,
      leftOut: table.rows - used.count, features: table.features, positive: coding.positive,
      positivePoints: self.labels.count { $0 > 0 }, oddities: oddities)
  }

  /// The held-out share of a random order, and the rest, both in the file's order; training keeps one row at least.
  private static func split(_ rows: [Int], _ dataset: Dataset) -> (training: [Int], heldOut: [Int])
  {
    var order = rows
    var random = RandomStream(seed: dataset.seed, purpose: .split)
    // Fisher and Yates: the upper half of bits·(i + 1) is uniform on 0 … i to within 2⁻³⁰.
    for i in order.indices.reversed() {
      let j = random.next().multipliedFullWidth(by: UInt64(i + 1)).high
      order.swapAt(i, Int(j))
    }
    let wanted = Int(saturating: (dataset.heldOutShare * Double(rows.count)).rounded())
    let heldOut = min(wanted, rows.count - 1)
    return (order[heldOut...].sorted(), order[..<heldOut].sorted())
  }
}

extension LabelledTable {
  /// Some rows' features.
  fileprivate func matrix(of rows: [Int]) -> Matrix {
    let count = columns.features.count
    var matrix = Matrix(rows: rows.count, columns: count)
    for (place, row) in rows.enumerated() {
      for column in 0..<count {
        matrix[place, column] = numbers[row * count + column]
      }
    }
    return matrix
  }
}

/// Mean and deviation of each feature; one that does not vary is centred only.
struct FeatureScaling {
  let means: [Double]
  let deviations: [Double]

  init(_ rows: Matrix) {
    let count = Double(rows.rows)
    var means = [Double]()
    var deviations = [Double]()
    for j in 0..<rows.columns {
      // Summed as shares of the largest, so that nothing overflows.
      let largest = rows.column(j).reduce(0) { max($0, abs($1)) }
      let scale = largest > 0 ? largest : 1
      let mean = rows.column(j).reduce(0) { $0 + $1 / scale } / count
      let variance = rows.column(j).reduce(0) { $0 + ($1 / scale - mean) * ($1 / scale - mean) }
      let deviation = (variance / count).squareRoot()
      means.append(mean * scale)
      // Rounding alone makes a constant vary by some 1e-16 of itself.
      deviations.append(deviation > 1e-14 ? deviation * scale : 1)
    }
    self.means = means
    self.deviations = deviations
  }

  func apply(to rows: inout Matrix) {
    for j in 0..<rows.columns {
      for i in 0..<rows.rows { rows[i, j] = (rows[i, j] - means[j]) / deviations[j] }
    }
  }
}
