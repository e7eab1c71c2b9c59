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

  /// G x.
  func product(_ x: [Double]) -> [Double] { signed.product(x) }

  /// Σ_i |G_ik| x_i.
  func productOfMagnitudes(_ x: [Double]) -> [Double] { magnitudes.product(x) }
}

extension TrainingProblem {
  /// G, made ready for products with few vectors when it is first asked for.
  var gramTiles: GramTiles {
    if let known = solutions.withLock({ $0.gramTiles }) { return known }
    let tiles = GramTiles(design.gram)
    solutions.withLock { $0.gramTiles = tiles }
    return tiles
  }

  /// G's columns in whole lanes, copied when they are first asked for.
  var gramColumns: PaddedColumns {
    if let known = solutions.withLock({ $0.gramColumns }) { return known }
    let columns = PaddedColumns(design.gram)
    solutions.withLock { $0.gramColumns = columns }
    return columns
  }

  /// G times each column.
  func gramProduct(_ columns: Matrix) -> Matrix {
    guard columns.columns <= Self.fewColumns else {
      return LinearAlgebra.product(design.gram, columns)
    }
    let tiles = gramTiles
    return Matrix(
      rows: columns.rows, columns: columns.columns,
      storage: (0..<columns.columns).flatMap { tiles.product(Array(columns.column($0))) })
  }

  /// Of more columns than this a plain product is the faster one.
  private static let fewColumns = 4
}
