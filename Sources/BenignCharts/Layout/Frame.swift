// SPDX-License-Identifier: Apache-2.0

/// The rectangle of the plot and the margins around it, in pixels.
struct Frame: Equatable {
  static let standardWidth = 640.0
  static let standardHeight = 300.0
  /// Blank around everything.
  static let outer = 12.0
  /// Room of an axis title.
  static let axisTitle = 22.0
  /// A row of names.
  static let row = 18.0
  static let noteLine = 15.0

  let left: Double
  let right: Double
  var top = outer
  var bottom = outer
  private(set) var width: Double
  let height = standardHeight
  /// From the frame up to the title block.
  var headroom = 0.0

  init(left: Double, right: Double) {
    self.left = left.rounded()
    self.right = right.rounded()
    width = max(240, Self.standardWidth - self.left - self.right)
  }

  var totalWidth: Double { left + width + right }
  var totalHeight: Double { top + height + bottom }
  /// Where titles, names in rows and notes begin.
  var textLeft: Double { Self.outer - left }
  var roomForText: Double { totalWidth - 2 * Self.outer }

  /// Narrows the plot to a matrix' shape, columns by rows.
  mutating func fit(_ aspect: Double?) {
    guard let aspect else { return }
    width = min(width, max(200, (height * aspect).rounded()))
  }
}
