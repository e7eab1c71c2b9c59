// SPDX-License-Identifier: Apache-2.0

import Concurrency
import Synchronization

/// G and the magnitudes of its entries in tiles, for products with few vectors.
struct GramTiles: Sendable {
  private let signed: SymmetricTiles
  private let magnitudes: SymmetricTiles

  init(_ gram: Matrix) {
    signed = SymmetricTiles(gram)
    magnitudes = SymmetricTiles(gram.magnitudes)
  }

  /// G times each column, two at a time.
  func product(_ columns: Matrix, stop: StopSignal) throws(CoreError) -> Matrix {
    try signed.product(columns, stop: stop)
  }

  /// G x and G y, padded with zeros.
  func products(_ x: [Lanes], _ y: [Lanes]) -> ([Lanes], [Lanes]) { signed.products(x, y) }

  /// Σ_i |G_ik| x_i for each column x, two at a time.
  func productOfMagnitudes(
    _ columns: Matrix, stop: StopSignal
  ) throws(CoreError) -> Matrix {
    try magnitudes.product(columns, stop: stop)
  }

  /// Σ_i |G_ik| x_i.
  func productOfMagnitudes(_ x: [Double]) -> [Double] { magnitudes.product(x) }
}

extension SymmetricTiles {
  /// A times each column, two at a time.
  fileprivate func product(_ columns: Matrix, stop: StopSignal) throws(CoreError) -> Matrix {
    var storage: [Double] = []
    storage.reserveCapacity(columns.storage.count)
    for column in stride(from: 0, to: columns.columns, by: 2) {
      try stop.check()
      let x = Array(columns.column(column))
      if column + 1 < columns.columns {
        let (first, second) = products(x, Array(columns.column(column + 1)))
        storage += first
        storage += second
      } else {
        storage += product(x)
      }
    }
    return Matrix(rows: columns.rows, columns: columns.columns, storage: storage)
  }
}

extension TrainingProblem {
  /// G, made ready for products with few vectors when it is first asked for.
  var gramTiles: GramTiles {
    if let known = solutions.withLock({ $0.gramTiles }) { return known }
    let tiles = GramTiles(design.gram)
    solutions.withLock { $0.gramTiles = tiles }
    return tiles
  }

  /// Makes `gramTiles` where an interrupt does not wait for it.
  func prepareTiles(stop: StopSignal) throws(CoreError) {
    if points * points < Abandonable.leastSize || solutions.withLock({ $0.gramTiles != nil }) {
      return
    }
    try Abandonable.run(size: points * points, stop: stop) { _ throws(CoreError) in
      _ = self.gramTiles
    }
  }

  /// G's columns in whole lanes, copied when they are first asked for.
  var gramColumns: PaddedColumns {
    if let known = solutions.withLock({ $0.gramColumns }) { return known }
    let columns = PaddedColumns(design.gram)
    solutions.withLock { $0.gramColumns = columns }
    return columns
  }

  /// G times each column.
  func gramProduct(_ columns: Matrix, stop: StopSignal) throws(CoreError) -> Matrix {
    // Of more columns a plain product is the faster one.
    if columns.columns > 4 {
      return try LinearAlgebra.product(design.gram, columns, stop: stop)
    }
    try prepareTiles(stop: stop)
    return try gramTiles.product(columns, stop: stop)
  }
}
