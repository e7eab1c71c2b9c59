// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// G and the magnitudes of its entries in tiles, for products with few vectors.
struct GramTiles: Sendable {
  private let signed: SymmetricTiles
  private let magnitudes: SymmetricTiles

  init(_ gram: Matrix) {
    signed = SymmetricTiles(gram)
    magnitudes = SymmetricTiles(gram.magnitudes)
  }

  /// G times each column, two at a time; `nil` where an interrupt is asked for.
  func product(_ columns: Matrix, shouldStop: () -> Bool) -> Matrix? {
    signed.product(columns, shouldStop: shouldStop)
  }

  /// G x and G y, padded with zeros.
  func products(_ x: [Lanes], _ y: [Lanes]) -> ([Lanes], [Lanes]) { signed.products(x, y) }

  /// Σ_i |G_ik| x_i for each column x, two at a time; `nil` where an interrupt is asked for.
  func productOfMagnitudes(_ columns: Matrix, shouldStop: () -> Bool) -> Matrix? {
    magnitudes.product(columns, shouldStop: shouldStop)
  }

  /// Σ_i |G_ik| x_i.
  func productOfMagnitudes(_ x: [Double]) -> [Double] { magnitudes.product(x) }
}

extension SymmetricTiles {
  /// A times each column, two at a time; `nil` where an interrupt is asked for.
  fileprivate func product(_ columns: Matrix, shouldStop: () -> Bool) -> Matrix? {
    var storage: [Double] = []
    storage.reserveCapacity(columns.storage.count)
    for column in stride(from: 0, to: columns.columns, by: 2) {
      if shouldStop() { return nil }
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
  ///
  /// - Returns: whether they are there.
  func prepareTiles(shouldStop: () -> Bool) -> Bool {
    if points * points < Experiment.leastAbandoned || solutions.withLock({ $0.gramTiles != nil }) {
      return true
    }
    return (try? Abandonable.run(shouldStop: shouldStop) { _ in _ = self.gramTiles }) != nil
  }

  /// G's columns in whole lanes, copied when they are first asked for.
  var gramColumns: PaddedColumns {
    if let known = solutions.withLock({ $0.gramColumns }) { return known }
    let columns = PaddedColumns(design.gram)
    solutions.withLock { $0.gramColumns = columns }
    return columns
  }

  /// G times each column; `nil` where an interrupt is asked for.
  func gramProduct(_ columns: Matrix, shouldStop: () -> Bool) -> Matrix? {
    // Of more columns a plain product is the faster one.
    if columns.columns > 4 {
      return LinearAlgebra.product(design.gram, columns, shouldStop: shouldStop)
    }
    guard prepareTiles(shouldStop: shouldStop) else { return nil }
    return gramTiles.product(columns, shouldStop: shouldStop)
  }
}
