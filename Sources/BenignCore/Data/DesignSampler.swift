// SPDX-License-Identifier: Apache-2.0

import Concurrency

/// Draws a mixture's points and a network's initial neurons, in the way that suits the law and the spectrum.
///
/// | noise | spectrum | way |
/// |---|---|---|
/// | gaussian | blocks | rotated coordinates, exact at any p (`ReducedSampler`) |
/// | gaussian | power law, p > 10⁷ | the same over bins of the spectrum (`SpectrumBins`) |
/// | any | power law | streamed with the neurons (`PowerLawStream`) |
/// | other | blocks | streamed without them (`StreamedNoise`) |
struct DesignSampler {
  let mixture: Mixture
  let network: NetworkDefinition?
  /// Threads at most; the digits do not depend on it.
  let workers: Int

  struct Sample {
    let design: Design
    /// Noise that another network may use again.
    let noise: StreamedNoise?
  }

  /// - Parameter known: noise streamed before, taken if it is the same.
  /// - Throws: `.resourceLimit`, `.interrupted`.
  func sample(known: StreamedNoise?, stop: StopSignal) throws(CoreError) -> Sample {
    switch SamplingWay(mixture) {
    case .reduced(let blocks):
      return Sample(design: try reduced(blocks, stop: stop), noise: nil)
    case .binnedPowerLaw(let exponent):
      let blocks = SpectrumBins.blocks(exponent: exponent, dimension: mixture.dimension)
      return Sample(design: try reduced(blocks, stop: stop), noise: nil)
    case .streamedPowerLaw(let exponent):
      return Sample(design: try powerLaw(exponent, stop: stop), noise: nil)
    case .streamedBlocks(let blocks):
      return try streamed(blocks, known: known, stop: stop)
    }
  }

  private var rows: Int { mixture.points + (network?.neurons ?? 0) }

  private func checkMemory(dimension: Int) throws(CoreError) {
    let n = Double(mixture.points)
    let m = Double(network?.neurons ?? 0)
    // Coordinates, Gram matrix and its copies in a solver, H, its workspace and B.
    let doubles = (n + m) * Double(dimension) + 4 * n * n + 6 * n * m
    try MemoryQuota.check(doubles: doubles, for: "an experiment with n = \(mixture.points)")
  }

  // MARK: Blocks

  private func reduced(
    _ blocks: [Covariance.Block], stop: StopSignal
  ) throws(CoreError) -> Design {
    let layout = BlockLayout(mixture, blocks: blocks, rows: rows, mostExplicit: 0)
    let order = rows + mixture.meanCount
    if layout.dimension > 4 * order {
      try checkMemory(dimension: order)
      let span = try ReducedSpan(mixture, network: network, layout: layout).coordinates(
        stop: stop)
      return try span.designRows(of: mixture).design(of: mixture, stop: stop)
    }
    try checkMemory(dimension: layout.dimension)
    var noise = Matrix(rows: mixture.points, columns: layout.dimension)
    let sampler = ReducedSampler(seed: mixture.seed, purpose: .noise)
    for (index, part) in layout.parts.enumerated() {
      try sampler.fill(&noise, after: 0, block: index, part, stop: stop)
    }
    return try design(noise: noise, layout: layout, stop: stop)
  }

  private func streamed(
    _ blocks: [Covariance.Block], known: StreamedNoise?, stop: StopSignal
  ) throws(CoreError) -> Sample {
    let n = mixture.points
    let layout = BlockLayout(
      mixture, blocks: blocks, rows: rows, mostExplicit: StreamedNoise.mostExplicit(points: n))
    try checkMemory(dimension: layout.dimension)
    let noise: StreamedNoise
    if let known, known.definition == StreamedNoise.Definition(mixture) {
      noise = known
    } else {
      try StreamQuota.check(rows: n, dimension: mixture.dimension, law: "noise of this kind")
      noise = try StreamedNoise(
        mixture, layout: layout, workers: workers, stop: stop)
    }
    var coordinates = Matrix(rows: n, columns: layout.dimension)
    noise.place(in: &coordinates, layout: layout)
    var design = try design(noise: coordinates, layout: layout, stop: stop)
    design.test = .streamed(
      StreamedTestPoints(
        mixture, stream: TestStream(mixture, layout: layout), coordinates: .blocks(noise, layout),
        meanDirections: layout.meanDirections))
    return Sample(design: design, noise: noise)
  }

  /// From ξ in a layout's coordinates; draws the neurons.
  private func design(
    noise: Matrix, layout: BlockLayout, stop: StopSignal
  ) throws(CoreError) -> Design {
    var scaled = noise
    for part in layout.parts where part.block.eigenvalue != 1 {
      let deviation = part.block.eigenvalue.squareRoot()
      for index in part.range.lowerBound * noise.rows..<part.range.upperBound * noise.rows {
        scaled.storage[index] *= deviation
      }
    }
    var neurons = Matrix(rows: network?.neurons ?? 0, columns: layout.dimension)
    if let network {
      let sampler = ReducedSampler(seed: network.seed, purpose: .neurons)
      for (index, part) in layout.parts.enumerated() {
        try sampler.fill(
          &neurons, after: mixture.points, block: index, part, stop: stop)
      }
    }
    return try DesignRows(
      noise: scaled, neurons: neurons, meanDirections: layout.meanDirections,
      variances: layout.variances
    ).design(of: mixture, stop: stop)
  }

  // MARK: Power law

  private func powerLaw(
    _ exponent: Double, stop: StopSignal
  ) throws(CoreError) -> Design {
    try StreamQuota.check(
      rows: rows, dimension: mixture.dimension, law: "noise with a power law")
    let source = PowerLawStream(mixture, network: network, exponent: exponent)
    try checkMemory(dimension: min(source.stream.dimension, 2 * source.order + 64))
    let rows: DesignRows
    let coordinates: StreamedTestPoints.Coordinates
    if source.isExplicit {
      rows = try source.explicitRows(mixture, stop: stop)
      coordinates = .explicit
    } else {
      let (gram, quadratic) = try source.products(workers: workers, stop: stop)
      let span = try SpanCoordinates(gram: gram, quadratic: quadratic, stop: stop)
      rows = span.designRows(of: mixture)
      coordinates = .span(projector: span.projector)
    }
    var design = try rows.design(of: mixture, stop: stop)
    if mixture.noise != .gaussian {
      design.test = .streamed(
        StreamedTestPoints(
          mixture, stream: TestStream(mixture, source), coordinates: coordinates,
          meanDirections: rows.meanDirections))
    }
    return design
  }
}
