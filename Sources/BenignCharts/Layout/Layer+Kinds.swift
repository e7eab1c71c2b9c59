// SPDX-License-Identifier: Apache-2.0

extension Layer {
  var reference: ReferenceLine? {
    if case .reference(let line) = self { line } else { nil }
  }

  var heatMap: HeatMap? {
    if case .heatMap(let map) = self { map } else { nil }
  }

  var colorScale: ColorScale? { heatMap?.color }

  var isLine: Bool {
    if case .line = self { true } else { false }
  }

  var isHeatMap: Bool { heatMap != nil }

  /// By index in both directions.
  var isMatrix: Bool {
    guard let heatMap else { return false }
    return heatMap.x.isIndex && heatMap.y.isIndex
  }

  /// Columns by rows, where the cells should be squares.
  var aspect: Double? {
    guard let heatMap, isMatrix, !heatMap.y.isEmpty else { return nil }
    return Double(heatMap.x.count) / Double(heatMap.y.count)
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
  var isIndex: Bool { enumerated().allSatisfy { Double($0.offset) == $0.element } }
}
