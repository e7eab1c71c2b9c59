// SPDX-License-Identifier: Apache-2.0

/// Which points lie on one line through 0, so that a neuron's products with them change sign together.
struct ParallelPoints {
  /// The points of each line that has more than one.
  private var lines: [[Int]] = []
  /// The line of each point that has company.
  private var lineOfPoint: [Int: Int] = [:]

  /// - Complexity: O(n log n) where hardly any points are parallel.
  init(of gram: Matrix) {
    // On one line the cosine to the first point is the same but for its sign: only neighbours in its order are to be compared.
    let cosines = (0..<gram.rows).map { i in
      gram[i, i] > 0 ? abs(gram[0, i]) / gram[i, i].squareRoot() : -1
    }
    let order = cosines.indices.sorted { cosines[$0] < cosines[$1] }
    var open: [[Int]] = []
    for i in order where cosines[i] >= 0 {
      let least = cosines[i] - 1e-6 * (cosines[order[order.count - 1]])
      while let first = open.first, cosines[first[0]] < least { keep(open.removeFirst()) }
      if let line = open.firstIndex(where: { Self.areParallel($0[0], i, in: gram) }) {
        open[line].append(i)
      } else {
        open.append([i])
      }
    }
    for line in open { keep(line) }
  }

  private mutating func keep(_ line: [Int]) {
    guard line.count > 1 else { return }
    for point in line { lineOfPoint[point] = lines.count }
    lines.append(line)
  }

  /// Whether 1 − cos² is no more than rounding.
  private static func areParallel(_ i: Int, _ k: Int, in gram: Matrix) -> Bool {
    gram[k, i] * gram[k, i] > (1 - 1e-12) * gram[i, i] * gram[k, k]
  }

  /// The other points on a point's line.
  @inline(__always)
  func others(of point: Int) -> [Int] {
    if lines.isEmpty { return [] }
    guard let line = lineOfPoint[point] else { return [] }
    return lines[line].filter { $0 != point }
  }
}
