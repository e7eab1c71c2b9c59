// SPDX-License-Identifier: Apache-2.0

extension Layer {
  var reference: ReferenceLine? {
    if case .reference(let line) = self { line } else { nil }
  }

  var colorScale: ColorScale? {
    if case .heatMap(let map) = self { map.color } else { nil }
  }

  var isLine: Bool {
    if case .line = self { true } else { false }
  }

  var isHeatMap: Bool {
    if case .heatMap = self { true } else { false }
  }

  /// By index in both directions.
  var isMatrix: Bool {
    guard case .heatMap(let map) = self else { return false }
    return map.x.isIndex && map.y.isIndex
  }

  /// Columns by rows, where the cells should be squares.
  var aspect: Double? {
    guard case .heatMap(let map) = self, isMatrix, !map.y.isEmpty else { return nil }
    return Double(map.x.count) / Double(map.y.count)
  }

  var isByIndex: Bool {
    if case .stems = self { true } else { isMatrix }
  }

  /// Whether its marks begin at y = 0.
  var standsOnZero: Bool {
    switch self {
    case .stems, .histogram: true
    case .line, .heatMap, .boundary, .reference: false
    }
  }

  /// Whether the axes are made for it.
  var hasData: Bool {
    switch self {
    case .line, .stems, .histogram, .heatMap: true
    case .boundary, .reference: false
    }
  }
}

extension [Double] {
  /// 0, 1, 2, …
  fileprivate var isIndex: Bool { enumerated().allSatisfy { Double($0.offset) == $0.element } }
}
