// SPDX-License-Identifier: Apache-2.0

/// Colours of values: stops at equal distances on the scale's ruler, straight between them in sRGB.
struct ColorMap: Equatable {
  let scale: AxisScale
  let stops: [RGB]

  struct RGB: Hashable {
    let red: Int
    let green: Int
    let blue: Int

    init(_ hex: Int) {
      red = hex >> 16
      green = hex >> 8 & 0xFF
      blue = hex & 0xFF
    }

    init(red: Int, green: Int, blue: Int) {
      self.red = red
      self.green = green
      self.blue = blue
    }

    /// `#rrggbb`.
    var hex: String {
      // The digits of 2²⁴ + the number are seven, of which the first is 1.
      "#" + String(1 << 24 | red << 16 | green << 8 | blue, radix: 16).dropFirst()
    }

    func mixed(with other: RGB, share: Double) -> RGB {
      let mix = { (a: Int, b: Int) in a + Int(saturating: (Double(b - a) * share).rounded()) }
      return RGB(
        red: mix(red, other.red), green: mix(green, other.green), blue: mix(blue, other.blue))
    }
  }

  /// viridis (Smith and van der Walt 2015, CC0): lightness grows evenly, in print and for every eye.
  private static let sequential = [
    0x440154, 0x472D7B, 0x3B528B, 0x2C728E, 0x21918C, 0x28AE80, 0x5EC962, 0xADDC30, 0xFDE725,
  ].map { RGB($0) }

  /// Blue to orange through light grey, dark at both ends.
  private static let diverging = [
    0x0B3C6F, 0x1F6FB0, 0x6AA9D8, 0xB9D6EA, 0xF2F0ED, 0xF3CDA4, 0xE5954A, 0xBF5A0C, 0x7A3403,
  ].map { RGB($0) }

  init(_ color: ColorScale, values: [Double]) {
    switch color.palette {
    case .sequential:
      var domain = Domain(
        mapping: AxisScale.Mapping(
          color.scale, for: values, limits: color.limits, nature: color.nature))
      domain.include(color.limits.map { [$0.lowerBound, $0.upperBound] } ?? values)
      var scale = domain.scale()
      if domain.range == nil, scale.mapping == .log, values.contains(0) {
        // There is nothing but zeros.
        scale.foot = AxisScale.Foot(place: scale.low, end: .infinity)
      }
      self.scale = scale
      stops = Self.sequential
    case .diverging(let center):
      // As far to one side as to the other: equal depth of colour means equal distance.
      let ends = color.limits.map { [$0.lowerBound, $0.upperBound] }
      let distances = (ends ?? values).filter(AxisScale.Mapping.linear.accepts).map {
        ($0 - center).magnitude
      }
      var domain = Domain(mapping: .linear)
      let reach = distances.max() ?? 1
      domain.include([center - reach, center + reach])
      let whole = ColorMap(scale: domain.scale(), stops: Self.diverging)
      self = color.limits.map(whole.part(between:)) ?? whole
    }
  }

  private init(scale: AxisScale, stops: [RGB]) {
    self.scale = scale
    self.stops = stops
  }

  /// The same colours of the same values, of which only those between two ends are shown.
  private func part(between limits: ClosedRange<Double>) -> ColorMap {
    let part = AxisScale(
      mapping: scale.mapping, low: limits.lowerBound, high: limits.upperBound)
    // So many stops that those of the whole lie close to one of them.
    let all = ColorMap(scale: part, stops: [RGB](repeating: stops[0], count: 65))
    return ColorMap(scale: part, stops: all.stopValues.map(color(of:)))
  }

  func color(of value: Double) -> RGB {
    let place = scale.fraction(scale.clamped(value)) * Double(stops.count - 1)
    let stop = min(Int(saturating: place), stops.count - 2)
    return stops[stop].mixed(with: stops[stop + 1], share: place - Double(stop))
  }

  /// The values at which the stops stand.
  var stopValues: [Double] {
    let low = scale.mapping.coordinate(scale.low)
    let high = scale.mapping.coordinate(scale.high)
    return stops.indices.map { index in
      let share = Double(index) / Double(stops.count - 1)
      // The ends exactly, so that no value lies outside by rounding.
      if index == 0 { return scale.low }
      if index == stops.count - 1 { return scale.high }
      return scale.mapping.value(at: low + share * (high - low))
    }
  }
}
