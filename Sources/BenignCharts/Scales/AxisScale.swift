// SPDX-License-Identifier: Apache-2.0

/// An axis' resolved scale: values from `low` to `high` become fractions from 0 to 1.
struct AxisScale: Equatable {
  enum Mapping: Equatable {
    case linear
    case log
  }

  let mapping: Mapping
  let low: Double
  let high: Double
  var isReversed = false
  /// The foot is the place of 0 on a logarithmic axis; it is `nil` where 0 has no place.
  var foot: Foot?
  /// The place of `low` on the ruler, and the distance of `high` from it: every mark asks for its place.
  private let start: Double
  private let span: Double

  init(mapping: Mapping, low: Double, high: Double, isReversed: Bool = false, foot: Foot? = nil) {
    (self.mapping, self.low, self.high) = (mapping, low, high)
    (self.isReversed, self.foot) = (isReversed, foot)
    start = mapping.coordinate(low)
    span = mapping.coordinate(high) - start
  }

  /// The foot of a logarithmic axis is a place below all values, where 0 stands.
  struct Foot: Equatable {
    let place: Double
    /// The rest of the axis, which is marked at round numbers, begins here.
    let end: Double
  }

  /// Whether a value has a place on such an axis, within the ends or not.
  func accepts(_ value: Double) -> Bool { mapping.accepts(value) }

  func contains(_ value: Double) -> Bool {
    accepts(value) ? low <= value && value <= high : value == 0 && foot != nil
  }

  /// The nearest value on the axis; its lower end for 0 on a logarithmic axis without a place for it.
  func clamped(_ value: Double) -> Double {
    if value == 0, let foot { return foot.place }
    return accepts(value) ? min(max(value, low), high) : value > high ? high : low
  }

  /// With the lower end at 0, where the axis has a 0.
  var fromZero: AxisScale {
    guard mapping == .linear else { return self }
    return AxisScale(mapping: mapping, low: 0, high: high, isReversed: isReversed)
  }

  /// 0 at `low`, 1 at `high`, beyond them outside.
  func fraction(_ value: Double) -> Double {
    let value = value == 0 ? foot?.place ?? value : value
    let fraction = (mapping.coordinate(value) - start) / span
    return isReversed ? 1 - fraction : fraction
  }
}

extension AxisScale.Mapping {
  func accepts(_ value: Double) -> Bool {
    switch self {
    case .linear: value.magnitude <= Figure.largestValue
    case .log: 1 / Figure.largestValue <= value && value <= Figure.largestValue
    }
  }

  /// Whether a value stands at the foot of such an axis.
  func isAtFoot(_ value: Double) -> Bool { self == .log && value == 0 }

  /// The value on a ruler with equal distances.
  func coordinate(_ value: Double) -> Double {
    switch self {
    case .linear: value
    case .log: Logarithm.log10(value)
    }
  }

  func value(at coordinate: Double) -> Double {
    switch self {
    case .linear: coordinate
    case .log: Logarithm.power(coordinate)
    }
  }

  /// The value there, or the nearest that has a place on such an axis: the edge of a cell.
  func edge(at coordinate: Double) -> Double {
    let least = self == .linear ? -Figure.largestValue : 1 / Figure.largestValue
    return min(max(value(at: coordinate), least), Figure.largestValue)
  }

  /// With `auto` the mapping is logarithmic where that is natural to the values and none is negative, and else when all are
  /// positive and span two decades or more, or are a geometric progression.
  ///
  /// Zeros do not prevent a logarithmic axis where they are few and the others crowd at its
  /// lower end, as t = 0 before steps recorded evenly in log t.
  ///
  /// Limits of which one is not positive are those of a linear axis.
  init(
    _ scale: Scale, for values: [Double], limits: ClosedRange<Double>? = nil,
    nature: Nature = Nature()
  ) {
    switch scale {
    case .linear: self = .linear
    case .log: self = .log
    case .auto where limits.map { $0.lowerBound <= 0 } ?? false: self = .linear
    case .auto where nature.isLogarithmic && !values.contains { $0 < 0 }: self = .log
    case .auto: self = Self.isBestLogarithmic(values.filter(\.isFinite)) ? .log : .linear
    }
  }

  init(_ axis: Axis, for values: [Double]) {
    self.init(
      axis.categories.isEmpty ? axis.scale : .linear, for: values, limits: axis.limits,
      nature: axis.nature)
  }

  private static func isBestLogarithmic(_ values: [Double]) -> Bool {
    let positive = values.filter { $0 > 0 }.sorted()
    guard let least = positive.first, let most = positive.last, values.allSatisfy({ $0 >= 0 })
    else { return false }
    guard most / 100 >= least else {
      return positive.count == values.count && isGeometric(positive)
    }
    let zeros = values.count - positive.count
    if zeros == 0 { return true }
    return zeros <= max(1, values.count / 20) && positive[positive.count / 2] < most / 4
  }

  /// Whether at least three different values keep one ratio of 1.2 or more, as `geomspace` gives.
  private static func isGeometric(_ sorted: [Double]) -> Bool {
    let ratios = zip(sorted, sorted.dropFirst()).filter { $0 < $1 }.map { $1 / $0 }
    guard let least = ratios.min(), let most = ratios.max(), ratios.count >= 2 else { return false }
    return least >= 1.2 && most <= least * 1.1
  }
}
