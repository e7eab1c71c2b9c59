// SPDX-License-Identifier: Apache-2.0

/// How often families of test points were wrong. Members of a family may depend on each other; families do not.
struct FamilyTally {
  private(set) var families = 0.0, points = 0.0
  /// Sums over families of the share of wrong members and of its square.
  private var sum = 0.0, squares = 0.0
  /// Families with a wrong member, and with a right one.
  private var touched = 0, untouched = 0
  /// Pairs of wrong points, and of right ones, in one family.
  private var wrongPairs = 0.0, rightPairs = 0.0
  private var nearest = Extremes()
  private var farthest = Extremes()

  /// So many families must be touched before their spread is trusted.
  private static let fewest = 10

  /// - Parameter margins: y f(x) of the members; a point with y f(x) ≤ 0 is wrong.
  mutating func add(_ margins: ArraySlice<Double>) {
    let wrong = margins.count { $0 <= 0 }
    let share = Double(wrong) / Double(margins.count)
    for margin in margins {
      nearest.add(margin, of: Int(saturating: families))
      farthest.add(-margin, of: Int(saturating: families))
    }
    families += 1
    points += Double(margins.count)
    sum += share
    squares += share * share
    wrongPairs += Self.pairs(wrong)
    rightPairs += Self.pairs(margins.count - wrong)
    if wrong > 0 { touched += 1 }
    if wrong < margins.count { untouched += 1 }
  }

  /// The share of wrong points.
  var share: Double { families > 0 ? sum / families : 0 }

  /// Variance of `share`, from the spread between families.
  private var variance: Double {
    guard families > 1 else { return .infinity }
    return max(0, squares / families - share * share) / (families - 1)
  }

  /// Standard error of `share` over `share`; infinite while too few families are touched.
  var relativeStandardError: Double {
    touched >= Self.fewest ? variance.squareRoot() / share : .infinity
  }

  /// Independent points that would tell as much: between the number of families and that of points.
  ///
  /// While too few families are touched for a spread, it is told by the wrong points and by those that are nearest to being wrong: if they are as many
  /// families' as those of independent points would be, every point counts.
  var effectivePoints: Double {
    if touched >= Self.fewest, untouched >= Self.fewest, variance > 0 {
      return min(points, max(families, share * (1 - share) / variance))
    }
    let isRare = touched < Self.fewest
    let rare = (isRare ? share : 1 - share) * points
    let extremes = (isRare ? nearest : farthest).families
    let independence = min(
      independence(of: rare, pairs: isRare ? wrongPairs : rightPairs),
      independence(
        of: Double(extremes.values.reduce(0, +)),
        pairs: extremes.values.reduce(0) { $0 + Self.pairs($1) }))
    return max(families, points * independence)
  }

  fileprivate static func pairs(_ count: Int) -> Double { 0.5 * Double(count) * Double(count - 1) }

  /// What one of some points counts for, by the pairs of them that lie in one family; 1 where chance explains the pairs.
  ///
  /// Of extreme values this is the extremal index: its inverse is the size of the clusters in which they come.
  private func independence(of count: Double, pairs: Double) -> Double {
    guard count > 1 else { return 1 }
    let expected = 0.5 * count * (count - 1) / families
    guard pairs > expected + 3 * expected.squareRoot() else { return 1 }
    return count / (count + 2 * (pairs - expected))
  }
}

/// The smallest of some numbers, and whose they are.
private struct Extremes {
  private var held: [(value: Double, family: Int)] = []
  private var limit = Double.infinity
  private static let capacity = 100

  mutating func add(_ value: Double, of family: Int) {
    guard value < limit else { return }
    held.append((value, family))
    if held.count >= 2 * Self.capacity { trim() }
  }

  private mutating func trim() {
    held.sort { $0.value < $1.value }
    held.removeSubrange(min(Self.capacity, held.count)...)
    if held.count == Self.capacity { limit = held[Self.capacity - 1].value }
  }

  /// How many of them each family has.
  var families: [Int: Int] {
    held.sorted { $0.value < $1.value }.prefix(Self.capacity)
      .reduce(into: [:]) { $0[$1.family, default: 0] += 1 }
  }
}
