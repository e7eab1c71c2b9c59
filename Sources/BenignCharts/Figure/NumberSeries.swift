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

  /// - Parameters:
  ///   - x: in the order in which the points are joined.
  ///   - y: as long as `x`.
  ///   - band: as long as `x`.
  public init(name: String, x: [Double], y: [Double], band: Band? = nil) {
    precondition(x.count == y.count, "\(x.count) x, \(y.count) y")
    precondition(band.map { $0.low.count == x.count } ?? true, "band and \(x.count) points differ")
    self.name = name
    self.x = x
    self.y = y
    self.band = band
  }
}
