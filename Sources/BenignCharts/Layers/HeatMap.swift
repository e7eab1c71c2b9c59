// SPDX-License-Identifier: Apache-2.0

/// A matrix, or a function of two settings, as coloured cells around their coordinates.
public struct HeatMap: Sendable, Equatable {
  /// Coordinates of the columns, strictly increasing; on a categorical axis 0, 1, 2, ….
  public let x: [Double]
  /// Coordinates of the rows, strictly increasing.
  public let y: [Double]
  /// Entry (row i, column j) is `values[i * x.count + j]`; `nan` leaves the cell empty.
  public let values: [Double]
  public let color: ColorScale
  /// Cells that have no value for a reason: they are hatched.
  public let hatching: Hatching?
  /// Whether most places have no cell, which the figure's remarks tell: empty ones are not counted.
  public let isSparse: Bool

  /// Hatching marks cells without a value, and the legend names them by its label.
  public struct Hatching: Sendable, Equatable {
    public let label: String
    /// One entry a cell, in the order of the map's values.
    public let isHatched: [Bool]

    public init(_ label: String, isHatched: [Bool]) {
      self.label = label
      self.isHatched = isHatched
    }
  }

  public init(
    x: [Double], y: [Double], values: [Double], color: ColorScale, hatching: Hatching? = nil,
    isSparse: Bool = false
  ) {
    precondition(values.count == x.count * y.count, "\(values.count) of \(x.count)·\(y.count)")
    precondition(
      hatching.map { $0.isHatched.count == values.count } ?? true, "hatching of other cells")
    precondition(zip(x, x.dropFirst()).allSatisfy { $0 < $1 }, "x does not increase")
    precondition(zip(y, y.dropFirst()).allSatisfy { $0 < $1 }, "y does not increase")
    self.x = x
    self.y = y
    self.values = values
    self.color = color
    self.hatching = hatching
    self.isSparse = isSparse
  }

  /// The cells of some columns and rows.
  func part(columns: [Int], rows: [Int]) -> HeatMap {
    let cells = rows.flatMap { row in columns.map { row * x.count + $0 } }
    return HeatMap(
      x: columns.map { x[$0] }, y: rows.map { y[$0] }, values: cells.map { values[$0] },
      color: color,
      hatching: hatching.map { hatching in
        Hatching(hatching.label, isHatched: cells.map { hatching.isHatched[$0] })
      }, isSparse: isSparse)
  }

  /// A matrix by its indices, from 0; for row 0 on top give the figure a reversed y axis.
  /// - Parameter storage: column by column, as BLAS stores it.
  public init(rows: Int, columns: Int, storage: [Double], color: ColorScale) {
    precondition(storage.count == rows * columns, "\(storage.count) of \(rows)·\(columns)")
    var values: [Double] = []
    values.reserveCapacity(storage.count)
    for i in 0..<rows {
      for j in 0..<columns { values.append(storage[i + j * rows]) }
    }
    self.init(
      x: (0..<columns).map(Double.init), y: (0..<rows).map(Double.init), values: values,
      color: color)
  }
}
