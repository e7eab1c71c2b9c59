// SPDX-License-Identifier: Apache-2.0

extension SweepTable {
  /// Each swept key, then each measure (its mean) and the same with `_se`, `_q05`, `_q50`, `_q95`.
  var columnNames: [String] {
    keys
      + measures.flatMap { measure in
        SampleStatistic.allCases.map { measure + $0.rawValue }
      }
  }

  /// A value a cell, in the cells' order; `nil` where no column has that name.
  func column(_ name: String) -> [Value]? {
    if let index = keys.firstIndex(of: name) { return cells.map { $0.settings[index] } }
    for (index, measure) in measures.enumerated() {
      for statistic in SampleStatistic.allCases where name == measure + statistic.rawValue {
        return cells.map { cell in
          statistic.value(of: cell.samples(of: index)).map { .number($0) } ?? .none
        }
      }
    }
    return nil
  }
}
