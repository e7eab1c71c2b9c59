// SPDX-License-Identifier: Apache-2.0

extension Ticks {
  /// Powers of ten, every k-th where there are many; within two decades also 2 and 5 between them.
  init(log scale: AxisScale, most: Int) {
    let decades = Self.decades(within: scale)
    if decades.count >= 3 {
      self.init(decades: decades, scale: scale, most: most)
      return
    }
    let outer = Self.decades(from: DecimalNumber(scale.low).exponent, to: scale.high)
    for mantissas in [[1, 2, 5], [1, 3], [1], Array(1...9)] {
      let values = outer.flatMap { exponent in
        mantissas.map { Double("\($0)e\(exponent)") ?? 0 }
      }.filter(scale.contains)
      if values.count >= 3, values.count <= most {
        let all = outer.flatMap { Self.tenths(above: $0) }.filter(scale.contains)
        self.init(
          major: values.map { Tick(value: $0, label: NumberFormat.readable($0)) },
          minor: all.filter { !values.contains($0) })
        return
      }
    }
    self.init(linear: scale, most: most, whole: false)
  }

  private init(decades: ClosedRange<Int>, scale: AxisScale, most: Int) {
    let stride =
      [1, 2, 3, 5, 10, 20, 50, 100, 200].first { stride in
        Self.multiples(of: stride, in: decades).count <= most
      } ?? 500
    let labelled = Self.multiples(of: stride, in: decades)
    // Small spans read best as decimals, large ones as powers; 1, 10, 100 stay in both.
    let isPlain = labelled.allSatisfy { -3...3 ~= $0 }
    let major = labelled.map { exponent in
      let isShort = isPlain || 0...2 ~= exponent
      return Tick(
        value: Logarithm.powerOfTen(exponent),
        label: isShort
          ? NumberFormat.readable(Logarithm.powerOfTen(exponent))
          : "10" + NumberFormat.superscript(exponent))
    }
    let between: [Double]
    if stride > 1 {
      between = decades.count > 80 ? [] : decades.map(Logarithm.powerOfTen)
    } else {
      let all = ((decades.lowerBound - 1)...decades.upperBound).flatMap(Self.tenths(above:))
      between = decades.count > 7 ? [] : all.filter(scale.contains)
    }
    let marked = Set(major.map(\.value))
    self.init(major: major, minor: between.filter { !marked.contains($0) })
  }

  /// Exponents of the powers of ten on the axis.
  private static func decades(within scale: AxisScale) -> ClosedRange<Int> {
    let first = DecimalNumber(scale.low).exponent
    let start = Logarithm.powerOfTen(first) >= scale.low ? first : first + 1
    return decades(from: start, to: scale.high)
  }

  private static func decades(from start: Int, to high: Double) -> ClosedRange<Int> {
    start...max(start, DecimalNumber(high).exponent)
  }

  private static func multiples(of stride: Int, in decades: ClosedRange<Int>) -> [Int] {
    decades.filter { $0 % stride == 0 }
  }

  /// 1, 2, …, 9 times a power of ten.
  private static func tenths(above exponent: Int) -> [Double] {
    (1...9).map { Double("\($0)e\(exponent)") ?? 0 }
  }
}
