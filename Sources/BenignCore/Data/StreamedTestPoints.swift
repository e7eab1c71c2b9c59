// SPDX-License-Identifier: Apache-2.0

import Concurrency
import Synchronization

/// Test points of a mixture whose noise is not Gaussian, in the design's coordinates.
///
/// A batch is streamed when it is first asked for and kept while there is room, so that the errors of many states cost one stream.
final class StreamedTestPoints: Sendable {
  /// Noise of some families, σPΣ^{½}ξ: row 64·f + j is member j of family f.
  struct Batch: Sendable {
    let noise: Matrix
    let families: Int
  }

  /// How products become coordinates.
  enum Coordinates: Sendable {
    /// In blocks of equal eigenvalues, by the factor of the training noise's Gram matrix.
    case blocks(StreamedNoise, BlockLayout)
    /// On the rows' span (d × rows).
    case span(projector: Matrix)
    /// As they are.
    case explicit
  }

  let mixture: Mixture
  private let stream: TestStream
  private let coordinates: Coordinates
  /// μ_k/‖μ‖ (d each).
  private let meanDirections: [[Double]]
  private let kept = Mutex<[Int: Batch]>([:])

  /// Doubles of a batch's products and coordinates, and of all that is kept.
  private static let batchDoubles = 1 << 23
  private static let keptDoubles = 3 << 22
  /// Numbers of test noise that one estimate may take.
  static let numbers = 1e9

  init(
    _ mixture: Mixture, stream: TestStream, coordinates: Coordinates, meanDirections: [[Double]]
  ) {
    self.mixture = mixture
    self.stream = stream
    self.coordinates = coordinates
    self.meanDirections = meanDirections
  }

  /// The memory of the batches that are kept now.
  var heldBytes: Int {
    kept.withLock { $0.values.reduce(0) { $0 + 8 * $1.noise.storage.count } }
  }

  /// The numbers of the families in a batch: 64, 192, then 256, less where rows are many.
  func families(ofBatch index: Int) -> Range<Int> {
    let room = Self.batchDoubles / (TestStream.members * (stream.height + meanDirections[0].count))
    let sizes = (0...index).map { min(max(1, room), [64, 192, 256][min($0, 2)]) }
    let end = sizes.reduce(0, +)
    return end - (sizes.last ?? 0)..<end
  }

  /// - Throws: `.interrupted`.
  func batch(_ index: Int, workers: Int, stop: StopSignal) throws(CoreError) -> Batch {
    if let known = kept.withLock({ $0[index] }) { return known }
    let families = families(ofBatch: index)
    let batch = Batch(
      noise: try noise(of: families, workers: workers, stop: stop),
      families: families.count)
    kept.withLock { kept in
      let held = kept.values.reduce(0) { $0 + $1.noise.storage.count }
      if held + batch.noise.storage.count <= Self.keptDoubles { kept[index] = batch }
    }
    return batch
  }

  /// σPΣ^{½}ξ of some families, in the design's coordinates.
  func noise(
    of families: Range<Int>, workers: Int, stop: StopSignal
  ) throws(CoreError) -> Matrix {
    let products = try stream.products(
      families: families, workers: workers, stop: stop)
    let size = families.count * TestStream.members * meanDirections[0].count
    return try Abandonable.run(size: size, stop: stop) { [self] _ throws(CoreError) in
      var noise = place(products, families: families)
      noise.placeNoise(
        directions: mixture.isOrthogonal ? meanDirections : [], level: mixture.noiseLevel)
      return noise
    }
  }

  private func place(_ products: [TestStream.Products], families: Range<Int>) -> Matrix {
    switch coordinates {
    case .explicit: products[0].values.transposed
    case .span(let projector):
      LinearAlgebra.product(products[0].values.transposed, projector, .second)
    case .blocks(let noise, let layout):
      BlockProjection(
        noise: noise, layout: layout, seed: mixture.seed,
        firstPoint: families.lowerBound * TestStream.members
      ).place(products, points: families.count * TestStream.members)
    }
  }
}
