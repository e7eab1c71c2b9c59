// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import BenignCore

/// Products with G in tiles against plain ones.
struct GramTilesTests {
  @Test("products in tiles are the plain products", arguments: [1, 7, 8, 9, 30, 100])
  func products(n: Int) {
    var stream = RandomStream(seed: UInt64(n), purpose: .lines)
    var factor = Matrix(rows: n, columns: n + 2)
    for index in factor.storage.indices { factor.storage[index] = stream.normal() }
    let gram = LinearAlgebra.product(factor, factor, .second)
    let x = (0..<n).map { _ in stream.normal() }
    let tiles = GramTiles(gram)
    let plain = LinearAlgebra.product(gram, x)
    let magnitudes = (0..<n).map { k in (0..<n).reduce(0) { $0 + abs(gram[$1, k]) * x[$1] } }
    let scale = gram.storage.map(abs).max() ?? 1
    for i in 0..<n {
      #expect(abs(tiles.product(x)[i] - plain[i]) <= 1e-13 * scale * Double(n))
      #expect(abs(tiles.productOfMagnitudes(x)[i] - magnitudes[i]) <= 1e-13 * scale * Double(n))
    }
  }
}
