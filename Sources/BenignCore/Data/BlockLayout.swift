// SPDX-License-Identifier: Apache-2.0

/// Where the coordinates of each block of equal eigenvalues stand in a design.
struct BlockLayout: Sendable {
  struct Part: Sendable {
    let block: Covariance.Block
    /// ‖μ_b‖²/‖μ‖², and the block's first coordinate in R^p.
    let share, first: Double
    /// Where its coordinates begin in the design: μ's first, if it has one of its own.
    let offset: Int
    /// Whether the block's p_b coordinates stand in the design as they are; if not, they are rotated.
    let isExplicit: Bool
    /// Whether one coordinate is set aside along μ's part of the block.
    let hasMean: Bool
    /// d_b, the dimension without that coordinate.
    let freedom: Double
    /// Coordinates that the rows take of those d_b.
    let width: Int

    var coordinates: Int { width + (hasMean ? 1 : 0) }
    var range: Range<Int> { offset..<offset + coordinates }
    /// The block's coordinates in R^p, for a p that can be streamed.
    var columns: Range<Int> {
      Int(saturating: first)..<Int(saturating: first) + Int(saturating: block.multiplicity)
    }
  }

  let parts: [Part]
  /// d, the coordinates of the design.
  let dimension: Int
  private let mixture: Mixture

  /// - Parameters:
  ///   - blocks: the spectrum of Σ, without σ².
  ///   - rows: n + m.
  ///   - mostExplicit: blocks of at most this multiplicity keep their coordinates.
  init(_ mixture: Mixture, blocks: [Covariance.Block], rows: Int, mostExplicit: Int) {
    var offset = 0
    var first = 0.0
    var parts = [Part]()
    for (block, share) in zip(blocks, mixture.meanShares(of: blocks)) {
      let isExplicit = block.multiplicity <= Double(mostExplicit)
      let hasMean = share > 0 && !isExplicit
      let freedom = block.multiplicity - (hasMean ? 1 : 0)
      let width = min(freedom, Double(isExplicit ? mostExplicit : rows))
      let part = Part(
        block: block, share: share, first: first, offset: offset, isExplicit: isExplicit,
        hasMean: hasMean, freedom: freedom, width: Int(saturating: width))
      parts.append(part)
      offset += part.coordinates
      first += block.multiplicity
    }
    self.parts = parts
    self.mixture = mixture
    dimension = offset
  }

  /// μ/‖μ‖ (d).
  var meanDirection: [Double] {
    var direction = [Double](repeating: 0, count: dimension)
    for part in parts where part.share > 0 {
      if part.hasMean {
        direction[part.offset] = part.share.squareRoot()
      } else if case .axis(let index) = mixture.meanDirection {
        direction[part.offset + Int(saturating: index - part.first)] = 1
      } else {
        let entry = (1 / mixture.dimension).squareRoot()
        for column in part.range { direction[column] = entry }
      }
    }
    return direction
  }

  /// Variance of the noise along each coordinate, σ² included (d).
  var variances: [Double] {
    let level = mixture.noiseLevel * mixture.noiseLevel
    return parts.flatMap {
      [Double](repeating: $0.block.eigenvalue * level, count: $0.coordinates)
    }
  }
}

extension BlockLayout {
  /// Neighbouring parts of one kind.
  var runs: [Range<Int>] {
    var runs = [Range<Int>]()
    for index in parts.indices {
      if let last = runs.last, parts[last.lowerBound].isExplicit == parts[index].isExplicit {
        runs[runs.count - 1] = last.lowerBound..<index + 1
      } else {
        runs.append(index..<index + 1)
      }
    }
    return runs
  }
}

extension Mixture {
  /// ‖μ_b‖²/‖μ‖² of each block.
  func meanShares(of blocks: [Covariance.Block]) -> [Double] {
    switch meanDirection {
    case .spread:
      return blocks.map { $0.multiplicity / dimension }
    case .axis(let index):
      var first = 0.0
      return blocks.map { block in
        defer { first += block.multiplicity }
        return index >= first && index < first + block.multiplicity ? 1 : 0
      }
    }
  }
}
