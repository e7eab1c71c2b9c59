// SPDX-License-Identifier: Apache-2.0

/// v_i(s) = p₀ + p₁s + p₂s² on 0 ≤ s ≤ size, through three values.
struct Parabolas {
  /// p₀, p₁ and p₂ (n each).
  let coefficients: [[Double]]
  let size: Double
  /// Whether p₁ and p₂ are 0 everywhere.
  let areConstant: Bool

  init(start: [Double], middle: [Double], end: [Double], size: Double) {
    self.size = size
    areConstant = false
    coefficients = [
      start,
      start.indices.map { (4 * middle[$0] - 3 * start[$0] - end[$0]) / size },
      start.indices.map { 2 * (start[$0] - 2 * middle[$0] + end[$0]) / (size * size) },
    ]
  }

  init(constant values: [Double], size: Double) {
    self.size = size
    areConstant = true
    let zeros = [Double](repeating: 0, count: values.count)
    coefficients = [values, zeros, zeros]
  }

  /// The continuation of `earlier` ones from their end, moved to begin at `start`; constant where there are none, or where they are too short.
  init(after earlier: Parabolas?, start: [Double], size: Double) {
    guard let earlier, size < 3 * earlier.size else {
      self.init(constant: start, size: size)
      return
    }
    func values(at s: Double) -> [Double] {
      start.indices.map { i in
        start[i] + earlier.value(i, at: earlier.size + s) - earlier.value(i, at: earlier.size)
      }
    }
    let next = Parabolas(
      start: start, middle: values(at: size / 2), end: values(at: size), size: size)
    self = next.areFinite ? next : Parabolas(constant: start, size: size)
  }

  /// It is false where the square of the size is too small a number, or where a value is no number.
  var areFinite: Bool { coefficients.allSatisfy { $0.allSatisfy(\.isFinite) } }

  func value(_ i: Int, at s: Double) -> Double {
    coefficients[0][i] + s * (coefficients[1][i] + s * coefficients[2][i])
  }

  /// ∫₀ˢ v_i.
  func integral(_ i: Int, to s: Double) -> Double {
    s
      * (coefficients[0][i] + s * (coefficients[1][i] / 2 + s * coefficients[2][i] / 3))
  }
}
