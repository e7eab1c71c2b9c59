// SPDX-License-Identifier: Apache-2.0

/// How often families of test points were wrong. Members of a family depend on each other; families do not.
struct FamilyTally {
  private(set) var families = 0.0
  private(set) var points = 0.0
  /// Sums over families of the share of wrong members and of its square.
  private var sum = 0.0
  private var squares = 0.0
  /// Families with a wrong member.
  private var touched = 0

  /// So many families must be touched before their spread is trusted.
  private static let fewest = 10

  mutating func add(wrong: Int, of members: Int) {
    let share = Double(wrong) / Double(members)
    families += 1
    points += Double(members)
    sum += share
    squares += share * share
    if wrong > 0 { touched += 1 }
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
  /// While few families are touched a family counts as one point, which is safe whatever the dependence: its share has no more variance than one point's.
  var effectivePoints: Double {
    guard touched >= Self.fewest, variance > 0 else { return families }
    return min(points, max(families, share * (1 - share) / variance))
  }

  var interval: WilsonInterval { WilsonInterval(share: share, trials: effectivePoints) }
}
