// SPDX-License-Identifier: Apache-2.0

import RealModule

/// The tables of the ziggurat method for the standard normal law (Marsaglia and Tsang, 2000), 256 layers.
///
/// Every layer of the region below e^{−x²/2} has the same area; layer 0 carries the tail beyond `edge`.
struct Ziggurat: Sendable {
  static let standard = Ziggurat()
  static let edge = 3.654152885361009

  /// x of the right end of each layer, descending; `ends[0]` is area/f(edge), `ends[256]` is 0.
  let ends: [Double]
  /// e^{−x²/2} at the ends.
  let heights: [Double]

  private init() {
    let area = 0.00492867323399
    var ends = [Double](repeating: 0, count: 257)
    let density = { (x: Double) in Double.exp(-0.5 * x * x) }
    ends[0] = area / density(Self.edge)
    ends[1] = Self.edge
    for layer in 2..<256 {
      let previous = ends[layer - 1]
      ends[layer] = (-2 * Double.log(area / previous + density(previous))).squareRoot()
    }
    self.ends = ends
    heights = ends.map(density)
  }
}

extension RandomStream {
  /// A standard normal number.
  mutating func normal() -> Double {
    let table = Ziggurat.standard
    return table.ends.withUnsafeBufferPointer { ends in
      table.heights.withUnsafeBufferPointer { heights in normal(ends: ends, heights: heights) }
    }
  }

  /// The next standard normal numbers in their order, at places that lie `distance` apart.
  mutating func fillNormals(
    _ target: UnsafeMutablePointer<Double>, count: Int, distance: Int = 1
  ) {
    let table = Ziggurat.standard
    // A copy, which no other memory is suspected to be.
    var stream = self
    table.ends.withUnsafeBufferPointer { ends in
      table.heights.withUnsafeBufferPointer { heights in
        for k in 0..<count { target[k * distance] = stream.normal(ends: ends, heights: heights) }
      }
    }
    self = stream
  }

  @inline(__always)
  private mutating func normal(
    ends: UnsafeBufferPointer<Double>, heights: UnsafeBufferPointer<Double>
  ) -> Double {
    while true {
      // Eight bits choose the layer, one the sign, 52 the place: none is used twice.
      let bits = next()
      let layer = Int(bits & 0xFF)
      let sign: Double = bits & 0x100 == 0 ? 1 : -1
      let x = (Double(bits >> 12) + 0.5) * 0x1p-52 * ends[layer]
      if x < ends[layer + 1] { return sign * x }
      if layer == 0 { return sign * normalTail() }
      let height = heights[layer] + uniform() * (heights[layer + 1] - heights[layer])
      if height < Double.exp(-0.5 * x * x) { return sign * x }
    }
  }

  /// |x| of a normal number beyond the ziggurat's edge (Marsaglia, 1964).
  private mutating func normalTail() -> Double {
    while true {
      let x = -Double.log(uniform()) / Ziggurat.edge
      let y = -Double.log(uniform())
      if 2 * y > x * x { return Ziggurat.edge + x }
    }
  }

  /// A gamma number of the given shape ≥ ½ and scale 1 (Marsaglia and Tsang, 2000).
  mutating func gamma(shape: Double) -> Double {
    if shape < 1 {
      let boost = Double.pow(uniform(), 1 / shape)
      return gamma(shape: shape + 1) * boost
    }
    let d = shape - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let x = normal()
      let v = 1 + c * x
      if v <= 0 { continue }
      let cube = v * v * v
      if Double.log(uniform()) < 0.5 * x * x + d * (1 - cube + Double.log(cube)) { return d * cube }
    }
  }

  /// √χ² with the given degrees of freedom > 0, up to 2⁵³.
  mutating func chi(degreesOfFreedom: Double) -> Double {
    (2 * gamma(shape: degreesOfFreedom / 2)).squareRoot()
  }
}

extension Matrix {
  /// Writes a stream's next standard normal numbers to some columns of a row.
  mutating func drawNormals(row: Int, columns range: Range<Int>, from stream: inout RandomStream) {
    precondition(row < rows && range.upperBound <= columns, "row \(row), columns \(range)")
    let distance = rows
    storage.withUnsafeMutableBufferPointer { entries in
      guard let base = entries.baseAddress else { return }
      stream.fillNormals(
        base + row + range.lowerBound * distance, count: range.count, distance: distance)
    }
  }
}
