// SPDX-License-Identifier: Apache-2.0

extension Matrix {
  /// The least and the largest of 0 and all A_ik·f_i over i, for each column k.
  func columnExtremes(scaledBy factors: [Double]) -> [(least: Double, largest: Double)] {
    precondition(factors.count == rows, "\(factors.count) factors for \(rows) rows")
    return LaneReader.read(storage, factors) { entries, factors in
      (0..<columns).map { k in
        var least = Lanes.zero
        var largest = Lanes.zero
        for i in stride(from: 0, to: rows, by: 8) {
          let width = min(8, rows - i)
          let product = entries.lanes(k * rows + i, width) * factors.lanes(i, width)
          least.replace(with: product, where: product .< least)
          largest.replace(with: product, where: product .> largest)
        }
        return (least.min(), largest.max())
      }
    }
  }
}
