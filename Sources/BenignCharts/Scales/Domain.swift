// SPDX-License-Identifier: Apache-2.0

/// The interval that an axis covers, found from what must be seen on it.
struct Domain {
  let mapping: AxisScale.Mapping
  /// Least and greatest value included; nil while there was none.
  private(set) var range: ClosedRange<Double>?

  init(mapping: AxisScale.Mapping) { self.mapping = mapping }

  /// Values that have no place on such an axis are passed over.
  mutating func include(_ values: some Sequence<Double>) {
    for value in values where mapping.accepts(value) {
      guard let range else {
        self.range = value...value
        continue
      }
      if range.contains(value) { continue }
      self.range = min(range.lowerBound, value)...max(range.upperBound, value)
    }
  }

  /// Includes references, nearest first, while the data keep a third of the axis.
  mutating func include(references values: [Double]) {
    guard let dataSpan = span, let data = range else {
      include(values)
      return
    }
    let mapping = mapping
    let distance = { (value: Double) -> Double in
      let at = mapping.coordinate(value)
      let below = mapping.coordinate(data.lowerBound) - at
      return max(below, at - mapping.coordinate(data.upperBound), 0)
    }
    for value in values.filter(mapping.accepts).sorted(by: { distance($0) < distance($1) }) {
      var wider = self
      wider.include(CollectionOfOne(value))
      if dataSpan == 0 || (wider.span ?? 0) <= 3 * dataSpan { self = wider }
    }
  }

  /// The length on the ruler (`Mapping.coordinate`).
  private var span: Double? {
    range.map { mapping.coordinate($0.upperBound) - mapping.coordinate($0.lowerBound) }
  }

  /// The interval itself; a single value gets room around it.
  func scale() -> AxisScale {
    guard let range else {
      return AxisScale(mapping: mapping, low: 1, high: mapping == .linear ? 2 : 10)
    }
    let low = mapping.coordinate(range.lowerBound)
    let high = mapping.coordinate(range.upperBound)
    let largest = max(low.magnitude, high.magnitude)
    let middle = low / 2 + high / 2
    switch mapping {
    case .linear:
      // Closer together than doubles resolve well.
      guard high - low < max(largest * 1e-9, 1e-280) else { break }
      let half = largest > 0 ? max(largest / 10, 1e-280) : 1
      return AxisScale(mapping: mapping, low: middle - half, high: middle + half)
    case .log:
      guard high - low < 0.02 else { break }
      return AxisScale(
        mapping: mapping, low: mapping.value(at: middle - 0.5),
        high: mapping.value(at: middle + 0.5)
      )
    }
    return AxisScale(mapping: mapping, low: range.lowerBound, high: range.upperBound)
  }

  /// The interval with a margin on both sides, a fraction of its length, so that no mark touches the
  /// frame; the ends are short decimals.
  /// - Parameters:
  ///   - bounds: which no margin passes.
  ///   - hasFoot: whether 0 needs a place below the interval.
  func scale(
    margin: Double, within bounds: ClosedRange<Double>? = nil, hasFoot: Bool = false
  ) -> AxisScale {
    let exact = scale()
    let low = mapping.coordinate(exact.low)
    let high = mapping.coordinate(exact.high)
    let outer = margin * (high - low)
    // A logarithmic axis from 1e-300 on stays among the normal doubles.
    let (least, most) = mapping == .log ? (-305, 305) : (-Double.infinity, Double.infinity)
    let depth = hasFoot ? Self.footDepth * (high - low) : 0
    let first = mapping.value(at: max(low - outer - depth, least))
    let last = mapping.value(at: min(high + outer, most))
    var (bottom, top) = (
      Self.rounded(first, span: last - first, .down), Self.rounded(last, span: last - first, .up)
    )
    if let bounds, let range {
      if bounds.lowerBound <= range.lowerBound { bottom = max(bottom, bounds.lowerBound) }
      if bounds.upperBound >= range.upperBound { top = min(top, bounds.upperBound) }
    }
    var scale = AxisScale(mapping: mapping, low: bottom, high: top)
    if hasFoot {
      // Where there is nothing but zeros no other number is marked.
      scale.foot = AxisScale.Foot(
        place: bottom, end: range == nil ? .infinity : mapping.value(at: max(low - outer, least)))
    }
    return scale
  }

  /// The share of the interval from its lower margin down to 0, of a logarithmic axis.
  private static let footDepth = 0.07

  /// To three digits of the end, or of the span where that is finer.
  private static func rounded(_ end: Double, span: Double, _ rule: FloatingPointRoundingRule)
    -> Double
  {
    guard end != 0 else { return 0 }
    let exponent = DecimalNumber(end).exponent
    let unit = min(exponent, DecimalNumber(span).exponent) - 2
    let multiple = (end / Logarithm.powerOfTen(unit)).rounded(rule)
    guard multiple.magnitude < 1e15 else { return end }
    return Double("\(Int(saturating: multiple))e\(unit)") ?? end
  }
}
