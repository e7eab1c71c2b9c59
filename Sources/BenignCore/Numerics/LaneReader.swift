// SPDX-License-Identifier: Apache-2.0

/// Arrays read eight numbers at a time, from any place.
struct LaneReader {
  private let buffer: UnsafeBufferPointer<Double>

  /// Lends readers of two arrays.
  @inline(__always)
  static func read<Result>(
    _ a: [Double], _ b: [Double], _ body: (LaneReader, LaneReader) -> Result
  ) -> Result {
    a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in body(LaneReader(buffer: a), LaneReader(buffer: b)) }
    }
  }

  /// Lends readers of three arrays.
  @inline(__always)
  static func read<Result>(
    _ a: [Double], _ b: [Double], _ c: [Double],
    _ body: (LaneReader, LaneReader, LaneReader) -> Result
  ) -> Result {
    read(a, b) { a, b in
      c.withUnsafeBufferPointer { c in body(a, b, LaneReader(buffer: c)) }
    }
  }

  /// Lends readers of four arrays.
  @inline(__always)
  static func read<Result>(
    _ a: [Double], _ b: [Double], _ c: [Double], _ d: [Double],
    _ body: (LaneReader, LaneReader, LaneReader, LaneReader) -> Result
  ) -> Result {
    read(a, b) { a, b in read(c, d) { c, d in body(a, b, c, d) } }
  }

  /// Entries i …< i + width, zeros beyond.
  @inline(__always)
  func lanes(_ i: Int, _ width: Int) -> Lanes { buffer.lanes(i, width) }
}

extension UnsafeBufferPointer<Double> {
  /// Entries i …< i + width, zeros beyond.
  @inline(__always)
  func lanes(_ i: Int, _ width: Int) -> Lanes {
    guard let base = baseAddress else { return .zero }
    if width == 8 { return UnsafeRawPointer(base + i).loadUnaligned(as: Lanes.self) }
    var lanes = Lanes.zero
    let half = width & 4
    if half != 0 {
      lanes.lowHalf = UnsafeRawPointer(base + i).loadUnaligned(as: SIMD4<Double>.self)
    }
    for lane in half..<width { lanes[lane] = base[i + lane] }
    return lanes
  }
}

extension UnsafeMutableBufferPointer<Double> {
  /// Entries i …< i + width, zeros beyond.
  @inline(__always)
  func lanes(_ i: Int, _ width: Int) -> Lanes { UnsafeBufferPointer(self).lanes(i, width) }

  /// Writes the first `width` lanes to entries i …< i + width.
  @inline(__always)
  func store(_ lanes: Lanes, at i: Int, _ width: Int) {
    guard let base = baseAddress else { return }
    if width == 8 {
      UnsafeMutableRawPointer(base + i).storeBytes(of: lanes, as: Lanes.self)
      return
    }
    let half = width & 4
    if half != 0 {
      UnsafeMutableRawPointer(base + i).storeBytes(of: lanes.lowHalf, as: SIMD4<Double>.self)
    }
    for lane in half..<width { base[i + lane] = lanes[lane] }
  }
}
