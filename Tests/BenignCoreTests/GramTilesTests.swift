// SPDX-License-Identifier: Apache-2.0

import Concurrency
import TestSupport
import Testing

@testable import BenignCore

/// Products with G in tiles against plain ones.
struct GramTilesTests {
  @Test(
    "products in tiles are the plain products, whatever is multiplied at once",
    arguments: [1, 7, 8, 9, 30, 100])
  func products(n: Int) throws {
    var stream = RandomStream(seed: UInt64(n), purpose: .lines)
    var factor = Matrix(rows: n, columns: n + 2)
    for index in factor.storage.indices { factor.storage[index] = stream.normal() }
    let gram = LinearAlgebra.product(factor, factor, .second)
    let x = Matrix(rows: n, columns: 3, storage: (0..<3 * n).map { _ in stream.normal() })
    let tiles = GramTiles(gram)
    let plain = LinearAlgebra.product(gram, x)
    let magnitudes = LinearAlgebra.product(gram.magnitudes, x)
    let signed = try tiles.product(x, stop: .never)
    let unsigned = try tiles.productOfMagnitudes(x, stop: .never)
    let scale = gram.storage.map(abs).max() ?? 1
    for index in x.storage.indices {
      #expect(abs(signed.storage[index] - plain.storage[index]) <= 1e-13 * scale * Double(n))
      #expect(abs(unsigned.storage[index] - magnitudes.storage[index]) <= 1e-13 * scale * Double(n))
    }
    // Two at a time, and the last one alone.
    let columns = (0..<3).map { Array(x.column($0)) }
    let lanes = columns.prefix(2).map { LaneVector($0).lanes }
    let (first, second) = tiles.products(lanes[0], lanes[1])
    #expect(first.values(n) == Array(signed.column(0)))
    #expect(second.values(n) == Array(signed.column(1)))
    #expect(tiles.productOfMagnitudes(columns[2]) == Array(unsigned.column(2)))
    for limit in 0..<2 {
      #expect(throws: CoreError.interrupted) {
        try tiles.product(x, stop: .after(limit))
      }
    }
  }
}
