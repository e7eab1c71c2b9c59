// SPDX-License-Identifier: Apache-2.0

/// Where the coordinates of each block of equal eigenvalues stand in a design.
struct BlockLayout: Sendable {
  struct Part: Sendable {
    let block: Covariance.Block
    /// ‖μ_b‖²/‖μ‖² of the means that have a part here, and the block's first coordinate in R^p.
    let share, first: Double
    /// The place at which its coordinates begin in the design: the means' come first, if they have some of their own.
    let offset: Int
    /// Whether the block's p_b coordinates stand in the design as they are; if not, they are rotated.
    let isExplicit: Bool
    /// The means along whose parts of the block one coordinate each is set aside.
    let means: Range<Int>
    /// d_b, the dimension without these coordinates.
    let freedom: Double
    /// Coordinates that the rows take of those d_b.
    let width: Int

    var coordinates: Int { width + means.count }
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
    for block in blocks {
      let isExplicit = block.multiplicity <= Double(mostExplicit)
      let (share, present) = mixture.meanPart(first: first, multiplicity: block.multiplicity)
      let means = isExplicit ? 0..<0 : present
      let freedom = block.multiplicity - Double(means.count)
      let width = min(freedom, Double(isExplicit ? mostExplicit : rows))
      let part = Part(
        block: block, share: share, first: first, offset: offset, isExplicit: isExplicit,
        means: means, freedom: freedom, width: Int(saturating: width))
      parts.append(part)
      offset += part.coordinates
      first += block.multiplicity
    }
    self.parts = parts
    self.mixture = mixture
    dimension = offset
  }

  /// μ_k/‖μ‖ (d each).
  var meanDirections: [[Double]] {
    let rows = MeanRows(mixture)
    return (0..<mixture.meanCount).map { k in
      var direction = [Double](repeating: 0, count: dimension)
      for part in parts where part.share > 0 {
        if part.isExplicit {
          direction.replaceSubrange(part.range, with: rows.entries(k, columns: part.columns))
        } else if part.means.contains(k) {
          direction[part.offset + k - part.means.lowerBound] = part.share.squareRoot()
        }
      }
      return direction
    }
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
  /// The means that have a part in a block, and ‖μ_b‖²/‖μ‖² of each of them.
  fileprivate func meanPart(
    first: Double, multiplicity: Double
  ) -> (share: Double, means: Range<Int>) {
    switch meanDirection {
    case .spread: return (multiplicity / dimension, 0..<meanCount)
    case .axis(let index):
      let low = max(first, index)
      let high = min(first + multiplicity, index + Double(meanCount))
      guard low < high else { return (0, 0..<0) }
      return (1, Int(saturating: low - index)..<Int(saturating: high - index))
    }
  }

  /// ‖μ_b‖²/‖μ‖² of each block, for the first mean.
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
