// SPDX-License-Identifier: Apache-2.0

extension TestStream {
  /// For blocks: neighbouring small ones together, each large one by itself.
  init(_ mixture: Mixture, layout: BlockLayout) {
    var segments = [Segment]()
    for run in layout.runs {
      let parts = layout.parts[run]
      if let first = parts.first, let last = parts.last, first.isExplicit {
        let columns = first.columns.lowerBound..<last.columns.upperBound
        segments.append(Segment(columns: columns, isExplicit: true, exponent: nil))
      } else {
        segments += parts.map { Segment(columns: $0.columns, isExplicit: false, exponent: nil) }
      }
    }
    self.init(
      rows: RowStream(noiseOf: mixture), noiseRows: mixture.points, noise: mixture.noise,
      seed: mixture.seed, segments: segments)
  }

  /// For a power law: all coordinates alike.
  init(_ mixture: Mixture, _ source: PowerLawStream) {
    self.init(
      rows: source.stream, noiseRows: source.noiseRows, noise: mixture.noise, seed: mixture.seed,
      segments: [
        Segment(
          columns: 0..<source.stream.dimension, isExplicit: source.isExplicit,
          exponent: source.exponent)
      ])
  }
}
