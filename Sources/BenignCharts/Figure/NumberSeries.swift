// SPDX-License-Identifier: Apache-2.0

/// A number against another. How it is drawn, its layer decides.
public struct NumberSeries: Sendable, Equatable {
  /// The region between two curves over the series' x, such as ± one standard error.
  public struct Band: Sendable, Equatable {
    public let low: [Double]
    public let high: [Double]

    public init(low: [Double], high: [Double]) {
      precondition(low.count == high.count, "\(low.count) lower ends, \(high.count) upper")
      self.low = low
      self.high = high
    }
  }

  public let name: String
  public let x: [Double]
  public let y: [Double]
  public let band: Band?
  /// Whether it blows up: the y axis then follows what does not, and the line leaves the picture.
  public let diverges: Bool

  /// - Parameters:
  ///   - x: in the order in which the points are joined.
  ///   - y: as long as `x`.
  ///   - band: as long as `x`.
  public init(
    name: String, x: [Double], y: [Double], band: Band? = nil, diverges: Bool = false
  ) {
    precondition(x.count == y.count, "\(x.count) x, \(y.count) y")
    precondition(band.map { $0.low.count == x.count } ?? true, "band and \(x.count) points differ")
    self.name = name
    self.x = x
    self.y = y
    self.band = band
    self.diverges = diverges
  }
}
