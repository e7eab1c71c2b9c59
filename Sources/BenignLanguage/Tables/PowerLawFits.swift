// SPDX-License-Identifier: Apache-2.0

import BenignCore

/// The power laws that `fit` finds in a table, one for each group of its rows.
struct PowerLawFits: Sendable {
  /// One group of rows with its law.
  struct Fit: Sendable {
    /// The name of the group: "n = 50"; empty where there is one group.
    let name: String
    /// The rows' numbers, as far as both are above 0.
    let points: [PowerLawFit.Point]
    /// How many rows have no such numbers.
    let leftOut: Int
    /// `nil` for fewer than three points, or points of one x.
    let law: PowerLawFit?
  }

  let table: String
  /// Both as they were written.
  let (y, x): (String, String)
  let by: String?
  let fits: [Fit]
}
