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

  /// Entries i …< i + width, zeros beyond.
  @inline(__always)
  func lanes(_ i: Int, _ width: Int) -> Lanes { buffer.lanes(i, width) }
}

extension UnsafeBufferPointer<Double> {
  /// Entries i …< i + width, zeros beyond.
  @inline(__always)
  func lanes(_ i: Int, _ width: Int) -> Lanes {
    if width == 8, let base = baseAddress {
      return UnsafeRawPointer(base + i).loadUnaligned(as: Lanes.self)
    }
    var lanes = Lanes.zero
    let part = UnsafeBufferPointer(rebasing: self[i..<i + width])
    withUnsafeMutableBytes(of: &lanes) { $0.copyMemory(from: UnsafeRawBufferPointer(part)) }
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
    if width == 8, let base = baseAddress {
      UnsafeMutableRawPointer(base + i).storeBytes(of: lanes, as: Lanes.self)
    } else {
      withUnsafeBytes(of: lanes) { lanes in
        UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(rebasing: self[i..<i + width]))
          .copyMemory(from: UnsafeRawBufferPointer(rebasing: lanes[..<(8 * width)]))
      }
    }
  }
}
