// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Searches for the first place in a range at which a condition changes, with few evaluations.
///
/// Some values are tried first, in equal ratios where the range is positive and else in equal distances. The first two neighbours between which the
/// condition changes are narrowed down by the method of interpolation, truncation and projection (Oliveira and Takahashi 2020): on a
/// smooth margin it converges like the secant method, and it never takes more than one evaluation more than halving does.
struct BracketSearch {
  /// The knowledge of the condition at one value.
  enum Finding {
    /// - Parameters:
    ///   - margin: below 0 on one side of the boundary, above it on the other; `nan` where there is no such number.
    ///   - noise: how much of a difference of margins sampling may be the cause of.
    case decided(holds: Bool, margin: Double, noise: Double)
    /// Why it is not known whether it holds.
    case unknown(SweepRun.Result)
  }

  /// The outcome of a search.
  enum Outcome {
    /// The width is that of the interval that the boundary lies in.
    case found(value: Double, width: Double, changes: Int)
    case none(SweepRun.Result)
  }

  private struct Point {
    let value: Double
    let place: Double
    let finding: Finding
  }

  /// How many values are tried first.
  static let trials = 5
  /// The width of the last interval: of a positive range relative to the value, else relative to the range.
  static let precision = 1e-3

  private let isLogarithmic: Bool
  private let isWhole: Bool
  private let tolerance: Double
  private var waiting: [Double]
  private var points: [Point] = []
  private var changes = 0
  private var bracket: (low: Point, high: Point)?
  /// The width at which narrowing began, and how many values it has tried.
  private var first = 0.0
  private var narrowings = 0
  private(set) var evaluations = 0

  init(_ key: SearchedKey) {
    let isLogarithmic = key.range.lowerBound > 0
    self.isLogarithmic = isLogarithmic
    isWhole = key.isWhole
    let ends = [key.range.lowerBound, key.range.upperBound].map { isLogarithmic ? log($0) : $0 }
    tolerance = isLogarithmic ? Self.precision : Self.precision * (ends[1] - ends[0])
    waiting = []
    for number in 0..<Self.trials {
      let share = Double(number) / Double(Self.trials - 1)
      let value: Double =
        switch number {
        case 0: key.range.lowerBound
        case Self.trials - 1: key.range.upperBound
        default: Self.value(at: ends[0] * (1 - share) + ends[1] * share, isLogarithmic, isWhole)
        }
      if waiting.last != value { waiting.append(value) }
    }
    waiting.reverse()
  }

  private static func value(at place: Double, _ isLogarithmic: Bool, _ isWhole: Bool) -> Double {
    let value = isLogarithmic ? exp(place) : place
    return isWhole ? value.rounded() : value
  }

  /// The value at which the condition is to be evaluated next; `nil` where the search has ended.
  mutating func next() -> Double? {
    if let value = waiting.last { return value }
    if bracket == nil, !beginNarrowing() { return nil }
    guard let bracket, !isNarrow(bracket) else { return nil }
    let place = nextPlace(in: bracket)
    let value = Self.value(at: place, isLogarithmic, isWhole)
    // Between neighbouring numbers there is none.
    guard value > bracket.low.value, value < bracket.high.value else {
      guard isWhole else { return nil }
      let middle = ((bracket.low.value + bracket.high.value) / 2).rounded(.down)
      return middle > bracket.low.value && middle < bracket.high.value ? middle : nil
    }
    return value
  }

  mutating func note(_ finding: Finding, at value: Double) {
    evaluations += 1
    let point = Point(value: value, place: isLogarithmic ? log(value) : value, finding: finding)
    if !waiting.isEmpty {
      waiting.removeLast()
      points.append(point)
      return
    }
    narrowings += 1
    guard let bracket, case .decided(let holds, _, _) = finding,
      case .decided(let holdsBelow, _, _) = bracket.low.finding
    else {
      stuck = finding
      return
    }
    self.bracket = holds == holdsBelow ? (point, bracket.high) : (bracket.low, point)
  }

  /// That inside the interval it is not known whether the condition holds.
  private var stuck: Finding?

  /// The outcome, once there is nothing more to evaluate.
  var outcome: Outcome {
    if case .unknown(let reason) = stuck { return .none(reason) }
    if let bracket {
      return .found(
        value: boundary(in: bracket), width: bracket.high.value - bracket.low.value,
        changes: changes)
    }
    for point in points { if case .unknown(let reason) = point.finding { return .none(reason) } }
    guard case .decided(let holds, _, _) = points.first?.finding else {
      return .none(.failed("nothing was tried."))
    }
    return .none(.absent(holds ? .always : .never))
  }

  private mutating func beginNarrowing() -> Bool {
    for (low, high) in zip(points, points.dropFirst()) {
      guard case .decided(let before, _, _) = low.finding,
        case .decided(let after, _, _) = high.finding,
        before != after
      else { continue }
      changes += 1
      if bracket == nil { bracket = (low, high) }
    }
    guard let bracket else { return false }
    first = bracket.high.place - bracket.low.place
    return true
  }

  private func isNarrow(_ bracket: (low: Point, high: Point)) -> Bool {
    if stuck != nil { return true }
    if isWhole, bracket.high.value - bracket.low.value <= 1 { return true }
    let width = bracket.high.place - bracket.low.place
    // A place is rounded on its way through the value.
    if !isWhole, width <= tolerance * (1 + 1e-9) { return true }
    guard let (low, high) = margins(of: bracket),
      case .decided(_, _, let noise) = bracket.low.finding
    else { return false }
    return abs(high - low) <= noise
  }

  /// The margins at both ends, where they are finite and their signs differ.
  private func margins(of bracket: (low: Point, high: Point)) -> (low: Double, high: Double)? {
    guard case .decided(_, let low, _) = bracket.low.finding,
      case .decided(_, let high, _) = bracket.high.finding,
      low.isFinite, high.isFinite, low != high, (low <= 0) != (high <= 0)
    else { return nil }
    return (low, high)
  }

  private func nextPlace(in bracket: (low: Point, high: Point)) -> Double {
    let (low, high) = (bracket.low.place, bracket.high.place)
    let (width, middle) = (high - low, (low + high) / 2)
    guard let margins = margins(of: bracket) else { return middle }
    let secant = (low * margins.high - high * margins.low) / (margins.high - margins.low)
    // The names and the constants are those of the paper: κ₁ = 0.2/(b − a), κ₂ = 2, n₀ = 1.
    let toward = secant <= middle ? 1.0 : -1.0
    let shift = 0.2 * width * width / first
    let truncated = abs(middle - secant) >= shift ? secant + toward * shift : middle
    let radius = max(0, tolerance * exp2(mostNarrowings - Double(narrowings)) / 2 - width / 2)
    return abs(truncated - middle) <= radius ? truncated : middle - toward * radius
  }

  private var mostNarrowings: Double { max(0, log2(first / tolerance)).rounded(.up) + 1 }

  private func boundary(in bracket: (low: Point, high: Point)) -> Double {
    let (low, high) = (bracket.low, bracket.high)
    // The first whole number on the other side.
    if isWhole { return high.value }
    guard let margins = margins(of: bracket) else {
      return Self.value(at: (low.place + high.place) / 2, isLogarithmic, false)
    }
    let place =
      (low.place * margins.high - high.place * margins.low) / (margins.high - margins.low)
    return Self.value(at: place, isLogarithmic, false)
  }
}
