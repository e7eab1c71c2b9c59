// SPDX-License-Identifier: Apache-2.0

/// Equally wide intervals for counting.
enum Bins {
  /// Edges of the bins, strictly increasing; none for no values.
  ///
  /// On a linear axis the width is 1, 2 or 5 times a power of ten, near what Freedman and Diaconis
  /// (1981) advise for the narrowest group, 2·IQR/n^⅓, and multiples of it are edges: a threshold at
  /// 0 never cuts a bin. On a logarithmic axis bins are equal on the ruler.
  static func edges(for groups: [[Double]], bins: Int?, on mapping: AxisScale.Mapping) -> [Double] {
    let places = groups.map { $0.map(mapping.coordinate).sorted() }.filter { !$0.isEmpty }
    guard let low = places.compactMap(\.first).min(), let high = places.compactMap(\.last).max()
    else { return [] }
    let span = high - low
    // Values that differ by rounding alone are one.
    let size = max(low.magnitude, high.magnitude)
    guard span > (mapping == .linear ? max(size * 1e-9, 1e-280) : 0) else {
      let half = mapping == .linear && size > 0 ? max(size / 20, 1e-280) : 0.5
      return [mapping.value(at: low - half), mapping.value(at: high + half)]
    }
    if let bins {
      return (0...bins).map { index in
        index == bins
          ? mapping.value(at: high) : mapping.value(at: low + span * Double(index) / Double(bins))
      }
    }
    let advised = places.map(advisedWidth).min() ?? span
    let width = NiceStep(near: min(max(advised, span / 60), span / 5))
    let first = Int(saturating: (low / width.value).rounded(.down))
    let last = Int(saturating: (high / width.value).rounded(.down)) + 1
    return (first...last).map { mapping.value(at: width.multiple($0)) }
  }

  private static func advisedWidth(_ sorted: [Double]) -> Double {
    let quartiles = sorted[sorted.count * 3 / 4] - sorted[sorted.count / 4]
    return 2 * quartiles / Logarithm.power(Logarithm.log10(Double(sorted.count)) / 3)
  }

  /// Values per bin; the last bin includes its upper edge.
  static func counts(of values: [Double], in edges: [Double]) -> [Int] {
    guard edges.count > 1 else { return [] }
    var counts = [Int](repeating: 0, count: edges.count - 1)
    for value in values {
      var (low, high) = (0, counts.count)
      while high - low > 1 {
        let middle = (low + high) / 2
        if value >= edges[middle] { low = middle } else { high = middle }
      }
      counts[low] += 1
    }
    return counts
  }
}

/// 1, 2 or 5 times a power of ten.
struct NiceStep {
  let factor: Int
  let exponent: Int

  /// The greatest that is at most 1.2 times as wide.
  init(near width: Double) {
    let exponent = DecimalNumber(width).exponent
    self.exponent = exponent
    factor = [10, 5, 2].first { Double($0) * Logarithm.powerOfTen(exponent) <= 1.2 * width } ?? 1
  }

  var value: Double { multiple(1) }

  /// The double nearest to the exact multiple.
  func multiple(_ count: Int) -> Double { Double("\(count * factor)e\(exponent)") ?? 0 }
}
