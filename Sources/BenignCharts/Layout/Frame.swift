// SPDX-License-Identifier: Apache-2.0

/// The rectangle of the plot and the margins around it, in pixels.
struct Frame: Equatable {
  static let standardWidth = 640.0
  static let standardHeight = 300.0
  /// Narrower plots show nothing.
  static let leastWidth = 240.0
  /// Blank around everything.
  static let outer = 12.0
  /// Room of an axis title.
  static let axisTitle = 22.0
  /// A row of names.
  static let row = 18.0
  static let noteLine = 15.0

  let left: Double
  private(set) var right: Double
  var top = outer
  var bottom = outer
  private(set) var width: Double
  let height: Double
  /// From the frame up to the title block.
  var headroom = 0.0

  /// - Parameter totalWidth: with the margins.
  init(left: Double, right: Double, totalWidth: Double, height: Double) {
    self.left = left.rounded()
    self.right = right.rounded()
    self.height = height
    width = max(Self.leastWidth, totalWidth - self.left - self.right)
  }

  var totalWidth: Double { left + width + right }
  var totalHeight: Double { top + height + bottom }
  /// Where titles, names in rows and notes begin.
  var textLeft: Double { Self.outer - left }
  /// The plot itself, in its own pixels.
  var inside: Rectangle { Rectangle(x: 0...width, y: 0...height) }
  var roomForText: Double { totalWidth - 2 * Self.outer }

  /// Narrows the plot to a matrix' shape, columns by rows.
  /// - Parameter keepsTotal: whether the right margin gets what the plot loses.
  mutating func fit(_ aspect: Double?, keepsTotal: Bool) {
    guard let aspect else { return }
    let narrow = min(width, max(200, (height * aspect).rounded()))
    if keepsTotal { right += width - narrow }
    width = narrow
  }
}
