// SPDX-License-Identifier: Apache-2.0

/// Finds what was probably meant.
enum Spelling {
  /// The candidate that takes the fewest insertions, deletions, replacements and swaps of neighbours,
  /// if it takes few for the length of the word; the first in alphabetical order of those.
  static func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
    let letters = Array(word.lowercased().utf8.prefix(longest))
    let allowed = max(1, letters.count / 3)
    var best: (distance: Int, name: String)?
    for name in candidates where name != word {
      let other = Array(name.lowercased().utf8.prefix(longest))
      guard abs(other.count - letters.count) <= allowed else { continue }
      let distance = distance(letters, other)
      // A word of one or two letters that shares none of them is no misspelling.
      guard distance <= allowed, distance < max(letters.count, other.count) else { continue }
      if let best, (best.distance, best.name) <= (distance, name) { continue }
      best = (distance, name)
    }
    return best?.name
  }

  /// Longer words are compared by their beginnings, so that a hostile name costs little.
  private static let longest = 40

  private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var beforeLast = [Int](repeating: 0, count: b.count + 1)
    var last = Array(0...b.count)
    for i in 0..<a.count {
      var current = [i + 1] + [Int](repeating: 0, count: b.count)
      for j in 0..<b.count {
        let replaced = last[j] + (a[i] == b[j] ? 0 : 1)
        current[j + 1] = min(replaced, last[j + 1] + 1, current[j] + 1)
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          current[j + 1] = min(current[j + 1], beforeLast[j - 1] + 1)
        }
      }
      beforeLast = last
      last = current
    }
    return last[b.count]
  }
}
