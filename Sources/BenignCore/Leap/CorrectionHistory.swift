// SPDX-License-Identifier: Apache-2.0

/// What the modified equation adds to v, at the last places where it was computed, and the cubic through them.
///
/// Where stability makes steps far shorter than accuracy would, the corrections, smooth in x and small beside v, are read off the
/// cubic inside a step: that saves the products with K that they cost.
struct CorrectionHistory {
  private static let length = 4

  private var places: [Double] = []
  /// One after the other, the latest last.
  private var values: [[Lanes]] = []

  var isFull: Bool { places.count == Self.length }

  /// Takes what was computed at x, beyond all places so far.
  mutating func append(_ value: [Lanes], at x: Double) {
    guard x > places.last ?? -.infinity else { return }
    if isFull {
      places.removeFirst()
      values.removeFirst()
    }
    places.append(x)
    values.append(value)
  }

  mutating func clear() {
    places.removeAll()
    values.removeAll()
  }

  /// Adds the cubic's value at x (Lagrange).
  func add(at x: Double, to result: UnsafeMutablePointer<Lanes>) {
    for (k, place) in places.enumerated() {
      var weight = 1.0
      for (other, otherPlace) in places.enumerated() where other != k {
        weight *= (x - otherPlace) / (place - otherPlace)
      }
      let value = values[k]
      for i in value.indices { result[i].addProduct(weight, value[i]) }
    }
  }
}
