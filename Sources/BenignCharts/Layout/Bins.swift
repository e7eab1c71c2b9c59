// SPDX-License-Identifier: Apache-2.0

/// Equally wide intervals for counting.
enum Bins {
  /// Edges of the bins, strictly increasing; none for no values.
  ///
  /// On a linear axis the width is 1, 2 or 5 times a power of ten, near what Freedman and
  /// Diaconis (1981) advise, 2·IQR/n^⅓, and multiples of it are edges: a threshold at 0 never
  /// cuts a bin. On a logarithmic axis bins are equal on the ruler.
  static func edges(for values: [Double], bins: Int?, on mapping: AxisScale.Mapping) -> [Double] {
    let sorted = values.map(mapping.coordinate).sorted()
    guard let low = sorted.first, let high = sorted.last else { return [] }
    let span = high - low
    guard span > 0 else {
      let half = mapping == .linear && low != 0 ? low.magnitude / 20 : 0.5
      return [mapping.value(at: low - half), mapping.value(at: low + half)]
    }
    if let bins {
      return (0...bins).map { index in
        index == bins
          ? mapping.value(at: high) : mapping.value(at: low + span * Double(index) / Double(bins))
      }
    }
    let quartiles = sorted[sorted.count * 3 / 4] - sorted[sorted.count / 4]
    let cubeRoot = Logarithm.power(Logarithm.log10(Double(sorted.count)) / 3)
    let advised = 2 * quartiles / cubeRoot
    let width = niceWidth(near: min(max(advised, span / 60), span / 5))
    let first = (low / width).rounded(.down)
    let count = (high / width).rounded(.down) - first + 1
    return (0...Int(count)).map { mapping.value(at: (first + Double($0)) * width) }
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

  /// The greatest of 1, 2 or 5 times a power of ten that is at most 1.2 times as wide.
  private static func niceWidth(near width: Double) -> Double {
    let exponent = DecimalNumber(width).exponent
    for factor in [10, 5, 2] {
      if let nice = Double("\(factor)e\(exponent)"), nice <= 1.2 * width { return nice }
    }
    return Logarithm.powerOfTen(exponent)
  }
}
