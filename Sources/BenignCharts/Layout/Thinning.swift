// SPDX-License-Identifier: Apache-2.0

/// Fewer points that look the same.
enum Thinning {
  /// Keeps at most `most` of the candidates: the first, the last, and from each of equally long
  /// stretches those where a key is least and where it is greatest.
  ///
  /// - Parameters:
  ///   - candidates: increasing indices into every key.
  ///   - keys: at least one; `nan` entries are no extremes.
  /// - Complexity: O(candidates · keys).
  static func indices(of candidates: [Int], keys: [[Double]], most: Int) -> [Int] {
    guard candidates.count > most, let first = candidates.first, let last = candidates.last else {
      return candidates
    }
    let stretches = max(1, (most - 2) / (2 * keys.count))
    var kept: [Int] = [first]
    for stretch in 0..<stretches {
      let start = candidates.count * stretch / stretches
      let end = candidates.count * (stretch + 1) / stretches
      var chosen: Set<Int> = []
      for key in keys {
        let valued = candidates[start..<end].filter { !key[$0].isNaN }
        if let least = valued.min(by: { key[$0] < key[$1] }) { chosen.insert(least) }
        if let greatest = valued.max(by: { key[$0] < key[$1] }) { chosen.insert(greatest) }
      }
      kept += chosen.subtracting([first, last]).sorted()
    }
    return kept + [last]
  }
}
