// SPDX-License-Identifier: Apache-2.0

/// Eight entries of what a symmetric matrix in tiles is multiplied by: of one vector, or of two at once, for which it is read once.
protocol TileOperand {
  static var zero: Self { get }
  /// self + column · entry k of `own`.
  func adding(_ column: Lanes, timesEntry k: Int, of own: Self) -> Self
  /// column · entry k of `own`.
  static func product(_ column: Lanes, entry k: Int, of own: Self) -> Self
  /// self + column ∘ other.
  func adding(_ column: Lanes, times other: Self) -> Self
  static func + (a: Self, b: Self) -> Self
  /// The sum of each of the eight.
  static func sums(of parts: (Self, Self, Self, Self, Self, Self, Self, Self)) -> Self
}

extension SIMD8<Double>: TileOperand {
  @inline(__always)
  func adding(_ column: Lanes, timesEntry k: Int, of own: Lanes) -> Lanes {
    addingProduct(column, Lanes(repeating: own[k]))
  }

  @inline(__always)
  static func product(_ column: Lanes, entry k: Int, of own: Lanes) -> Lanes {
    column * Lanes(repeating: own[k])
  }

  @inline(__always)
  func adding(_ column: Lanes, times other: Lanes) -> Lanes { addingProduct(column, other) }

  @inline(__always)
  static func sums(of p: (Lanes, Lanes, Lanes, Lanes, Lanes, Lanes, Lanes, Lanes)) -> Lanes {
    // Pairwise, so that three levels of halves give eight sums.
    Lanes(lowHalf: sums(p.0, p.1, p.2, p.3), highHalf: sums(p.4, p.5, p.6, p.7))
  }

  @inline(__always)
  private static func sums(_ a: Lanes, _ b: Lanes, _ c: Lanes, _ d: Lanes) -> SIMD4<Double> {
    let a4 = a.lowHalf + a.highHalf
    let b4 = b.lowHalf + b.highHalf
    let c4 = c.lowHalf + c.highHalf
    let d4 = d.lowHalf + d.highHalf
    let a2 = a4.lowHalf + a4.highHalf
    let b2 = b4.lowHalf + b4.highHalf
    let c2 = c4.lowHalf + c4.highHalf
    let d2 = d4.lowHalf + d4.highHalf
    return SIMD4(a2[0] + a2[1], b2[0] + b2[1], c2[0] + c2[1], d2[0] + d2[1])
  }
}

/// The lanes of two vectors at one tile.
struct LanePair: TileOperand {
  var first: Lanes
  var second: Lanes

  @inline(__always)
  static var zero: LanePair { LanePair(first: .zero, second: .zero) }

  @inline(__always)
  func adding(_ column: Lanes, timesEntry k: Int, of own: LanePair) -> LanePair {
    LanePair(
      first: first.adding(column, timesEntry: k, of: own.first),
      second: second.adding(column, timesEntry: k, of: own.second))
  }

  @inline(__always)
  static func product(_ column: Lanes, entry k: Int, of own: LanePair) -> LanePair {
    LanePair(
      first: Lanes.product(column, entry: k, of: own.first),
      second: Lanes.product(column, entry: k, of: own.second))
  }

  @inline(__always)
  func adding(_ column: Lanes, times other: LanePair) -> LanePair {
    LanePair(
      first: first.adding(column, times: other.first),
      second: second.adding(column, times: other.second))
  }

  @inline(__always)
  static func + (a: LanePair, b: LanePair) -> LanePair {
    LanePair(first: a.first + b.first, second: a.second + b.second)
  }

  @inline(__always)
  static func sums(
    of p: (LanePair, LanePair, LanePair, LanePair, LanePair, LanePair, LanePair, LanePair)
  ) -> LanePair {
    LanePair(
      first: Lanes.sums(
        of: (
          p.0.first, p.1.first, p.2.first, p.3.first, p.4.first, p.5.first, p.6.first, p.7.first
        )),
      second: Lanes.sums(
        of: (
          p.0.second, p.1.second, p.2.second, p.3.second, p.4.second, p.5.second, p.6.second,
          p.7.second
        )))
  }
}
