// SPDX-License-Identifier: Apache-2.0

/// Where an axis is marked.
struct Ticks: Equatable {
  struct Tick: Equatable {
    let value: Double
    let label: String
  }

  /// Strictly increasing, within the axis.
  let major: [Tick]
  /// Marks without a label.
  let minor: [Double]

  /// - Parameters:
  ///   - most: labels at most, ≥ 2.
  ///   - whole: only whole numbers are marked (indices, counts).
  init(for scale: AxisScale, most: Int, whole: Bool = false) {
    precondition(most >= 2, "\(most) ticks")
    switch scale.mapping {
    case .linear: self.init(linear: scale, most: most, whole: whole)
    case .log: self.init(log: scale, most: most)
    }
    self = withFoot(of: scale)
  }

  /// Just these places, if a few digits tell each of them exactly.
  init?(at places: [Double], on scale: AxisScale) {
    let shown = places.filter { scale.accepts($0) && scale.contains($0) }
    guard !shown.isEmpty else { return nil }
    var ticks: [Tick] = []
    for place in shown {
      let isShort = DecimalNumber(place).digits.count <= 3
      let isPlain = place == place.rounded() && place.magnitude < 1e5
      guard isShort || isPlain else { return nil }
      ticks.append(Tick(value: place, label: NumberFormat.readable(place, significant: 5)))
    }
    self = Ticks(major: ticks).withFoot(of: scale)
  }

  /// The same with 0 at the foot of the axis, if it has one, and nothing close to it.
  private func withFoot(of scale: AxisScale) -> Ticks {
    guard let foot = scale.foot else { return self }
    // A label just above would stand in the way of all others.
    let isApart = { (value: Double) in
      (scale.fraction(value) - scale.fraction(foot.place)).magnitude > 0.12
    }
    return Ticks(
      major: [Tick(value: foot.place, label: "0")]
        + major.filter { $0.value >= foot.end && isApart($0.value) },
      minor: minor.filter { $0 >= foot.end })
  }

  init(major: [Tick], minor: [Double] = []) {
    self.major = major
    self.minor = minor
  }

  /// Multiples of 1, 2 or 5 times a power of ten: the finest step with no more than `most` of them.
  init(linear scale: AxisScale, most: Int, whole: Bool) {
    var exponent = DecimalNumber(scale.high - scale.low).exponent - 2
    if whole { exponent = max(exponent, 0) }
    // Three decades of steps are enough: the span is below 10 of the last one's.
    for exponent in exponent...(exponent + 4) {
      for factor in [1, 2, 5] {
        let unit = Double(factor) * Logarithm.powerOfTen(exponent)
        let first = (scale.low / unit).rounded(.up)
        let last = (scale.high / unit).rounded(.down)
        guard last - first < Double(most), first.magnitude < 1e15, last.magnitude < 1e15 else {
          continue
        }
        let multiples =
          first > last
          ? [] : Array(Int(saturating: first)...Int(saturating: last)).map { $0 * factor }
        self.init(
          major: Self.decimals(multiples, exponent: exponent).filter { scale.contains($0.value) })
        return
      }
    }
    self.init(major: [])
  }

  /// The numbers k·10^exponent, labelled alike: all plain, or all with a power of ten.
  private static func decimals(_ multiples: [Int], exponent: Int) -> [Tick] {
    let largest = multiples.map { Double($0.magnitude) }.max() ?? 0
    let top = Logarithm.powerOfTen(exponent) * largest
    let isPlain = top < 1e7 && (exponent >= -4 || top >= 0.1 && exponent >= -8)
    return multiples.map { multiple in
      let number = DecimalNumber(
        isNegative: multiple < 0, digits: String(multiple.magnitude).utf8.map { $0 - 48 },
        exponent: String(multiple.magnitude).utf8.count - 1 + exponent)
      let value = Double("\(multiple)e\(exponent)") ?? 0
      if multiple == 0 { return Tick(value: 0, label: "0") }
      let label =
        isPlain
        ? NumberFormat.plain(number, decimals: max(0, -exponent), sign: "−", grouped: top >= 10_000)
        : NumberFormat.scientific(number)
      return Tick(value: value, label: label)
    }
  }
}
