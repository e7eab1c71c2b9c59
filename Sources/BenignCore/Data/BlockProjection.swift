// SPDX-License-Identifier: Apache-2.0

/// Test points' coordinates in a design of blocks, from their products with the training noise in each block.
///
/// Within a block the products give a point's projection on the training noise and the means. What is left of it has a known length r and meets the neurons,
/// whose part outside that span is Gaussian and so has no direction of its own: its coordinates along them are r times the first
/// ones of a vector that is uniform on the sphere.
struct BlockProjection {
  let noise: StreamedNoise
  let layout: BlockLayout
  let seed: UInt64
  /// The number of the first point, which names its random numbers.
  let firstPoint: Int

  /// - Parameter products: one entry a segment: neighbouring explicit blocks share one, a rotated block has its own.
  /// - Returns: Σ^{½}ξ (points × d).
  func place(_ products: [TestStream.Products], points: Int) -> Matrix {
    var result = Matrix(rows: points, columns: layout.dimension)
    var segment = 0
    var column = 0
    for (index, part) in layout.parts.enumerated() {
      if part.isExplicit {
        copy(products[segment], from: column, part, into: &result)
        column += part.width
        let isLast = index + 1 == layout.parts.count || !layout.parts[index + 1].isExplicit
        if isLast { (segment, column) = (segment + 1, 0) }
      } else {
        project(products[segment], index, part, into: &result)
        segment += 1
      }
    }
    return result
  }

  private func copy(
    _ products: TestStream.Products, from first: Int, _ part: BlockLayout.Part,
    into result: inout Matrix
  ) {
    let deviation = part.block.eigenvalue.squareRoot()
    for column in 0..<part.width {
      for point in 0..<result.rows {
        result[point, part.offset + column] = deviation * products.values[first + column, point]
      }
    }
  }

  private func project(
    _ products: TestStream.Products, _ index: Int, _ part: BlockLayout.Part,
    into result: inout Matrix
  ) {
    guard case .rotated(let means, let factor) = noise.parts[index] else { return }
    let n = factor.lower.rows
    let points = result.rows
    let unit = part.share.squareRoot()
    let along = part.means.map { mean in (0..<points).map { products.values[n + mean, $0] / unit } }
    var rest = Matrix(rows: points, columns: n)
    for i in 0..<n {
      for point in 0..<points { rest[point, i] = products.values[i, point] }
      for (mean, along) in zip(means, along) {
        for point in 0..<points { rest[point, i] -= mean[i] * along[point] }
      }
    }
    factor.solve(&rest)
    let lengths = rest.squaredRowNorms
    let deviation = part.block.eigenvalue.squareRoot()
    let start = part.offset + part.means.count
    for point in 0..<points {
      for (place, along) in along.enumerated() {
        result[point, part.offset + place] = deviation * along[point]
      }
      for i in 0..<n { result[point, start + i] = deviation * rest[point, i] }
      let square =
        along.reduce(products.squares[point / TestStream.members]) {
          $0 - $1[point] * $1[point]
        } - lengths[point]
      let outside = Outside(
        length: max(0, square).squareRoot(), freedom: part.freedom - Double(n),
        count: part.width - n)
      let random = RandomStream(
        seed: seed, purpose: .testComplements, row: firstPoint + point, chunk: index)
      for (k, value) in outside.coordinates(random).enumerated() {
        result[point, start + n + k] = deviation * value
      }
    }
  }

  /// A vector of known length and uniform direction in a space of so many dimensions.
  private struct Outside {
    let length: Double
    let freedom: Double
    let count: Int

    /// Its first `count` coordinates.
    func coordinates(_ random: RandomStream) -> [Double] {
      guard count > 0, length > 0 else { return [Double](repeating: 0, count: max(0, count)) }
      var random = random
      let normals = (0..<count).map { _ in random.normal() }
      var square = normals.reduce(0) { $0 + $1 * $1 }
      if freedom > Double(count) {
        let other = random.chi(degreesOfFreedom: freedom - Double(count))
        square += other * other
      }
      let scale = length / square.squareRoot()
      return normals.map { $0 * scale }
    }
  }
}
