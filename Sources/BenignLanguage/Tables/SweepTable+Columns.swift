// SPDX-License-Identifier: Apache-2.0

extension SweepTable {
  /// Each swept key, then each measure (its mean) and the same with `_se`, `_q05`, `_q50`, `_q95`.
  var columnNames: [String] {
    keys
      + measures.flatMap { measure in
        SampleStatistic.allCases.map { measure + $0.rawValue }
      }
  }

  /// Whether `TABLE.column` can be written: a column may bear the name of an expression, or of a seed, which is no NAME.
  static func isReachable(_ column: String) -> Bool {
    column.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
        true
      default: false
      }
    }
  }

  /// What `TABLE.column` is: a list with a value a cell, `nan` where there is none.
  /// - Throws: UnknownName with the nearest column.
  func values(of column: String, at range: Range<Int>) throws(Diagnostic) -> Value {
    if let values = self.column(column) {
      return try .list(values.map { $0 == .none ? .number(.nan) : $0 })
    }
    let reachable = columnNames.filter(Self.isReachable)
    let others =
      reachable.count < columnNames.count ? "; those named by expressions are exported only" : ""
    throw Diagnostic(
      .unknownName, "\(name) has no column \(column).", at: range,
      expected: "one of \(reachable.joined(separator: ", "))\(others)",
      suggestion: Spelling.nearest(to: column, among: reachable).map { "\(name).\($0)" })
  }

  /// Whether two keys change from cell to cell together, as `zip` makes them.
  func goTogether(_ first: String, _ second: String) -> Bool {
    guard let (one, other) = column(first).flatMap({ one in column(second).map { (one, $0) } }),
      let start = one.first, one.contains(where: { $0 != start })
    else { return false }
    return one.partners(other) && other.partners(one)
  }

  /// A value a cell, in the cells' order; `nil` where no column has that name.
  func column(_ name: String) -> [Value]? {
    if let index = keys.firstIndex(of: name) { return cells.map { $0.settings[index] } }
    for (index, measure) in measures.enumerated() {
      for statistic in SampleStatistic.allCases where name == measure + statistic.rawValue {
        return cells.map { cell in
          statistic.value(of: samples(of: index, in: cell)).map { .number($0) } ?? .none
        }
      }
    }
    return nil
  }
}

extension [Value] {
  /// Whether cells with the same value have the same other value.
  fileprivate func partners(_ others: [Value]) -> Bool {
    var known: [String: Value] = [:]
    for (value, other) in zip(self, others) {
      let text = String(describing: value)
      if let partner = known[text], partner != other { return false }
      known[text] = other
    }
    return true
  }
}
