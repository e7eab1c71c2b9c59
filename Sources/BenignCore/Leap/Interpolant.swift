// SPDX-License-Identifier: Apache-2.0

/// c(x) − c(start) over one step of an integrator: a polynomial in s = (x − start)/width without a constant.
struct Interpolant {
  let start: Double
  let width: Double
  let degree: Int
  /// The coefficients of s, s², … of eight entries of c after the other.
  let terms: [Lanes]

  func value(at x: Double) -> [Lanes] {
    let s = Lanes(repeating: (x - start) / width)
    return terms.withUnsafeBufferPointer { terms in
      stride(from: 0, to: terms.count, by: degree).map { first in
        var sum = Lanes.zero
        for power in (0..<degree).reversed() { sum = terms[first + power].addingProduct(sum, s) }
        return sum * s
      }
    }
  }
}
