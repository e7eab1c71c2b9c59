// SPDX-License-Identifier: Apache-2.0

import Concurrency

/// One step after the other of a `ChatteringPhase`, on memory that the phase lends: it cannot be copied, and nothing keeps it.
struct ChatteringMotion: ~Copyable {
  /// What one step tells of the patterns.
  struct Census {
    var hasChanged = false
    /// Pairs that deviated in the step.
    var deviations = 0
    /// Whether every pair is activated after it.
    var isWhole = true
  }

  struct Constants {
    let columns: PaddedColumns
    let bases: [ChatteringPhase.Base]
    let loss: Loss
    /// ỹ, zeros beyond.
    let labels: [Lanes]
    let network: NetworkDefinition
  }

  private static let productsUnasked = 300_000

  private let constants: Constants
  private let points: Int
  private let tiles: Int
  private let fields: UnsafeMutablePointer<Lanes>
  private let active: UnsafeMutablePointer<PatternBits>
  private let coefficients: UnsafeMutablePointer<Double>
  private let sums: UnsafeMutablePointer<Lanes>
  private let margins: UnsafeMutablePointer<Lanes>

  /// Lanes of its own, in parts: −ℓ′(u), then for each sign the parts of `Part` (n each).
  private let memory: UnsafeMutablePointer<Lanes>
  private let parts: [Part]
  /// Points at which the neuron at hand deviates.
  private let deviating: UnsafeMutablePointer<Int>

  /// What a step gives to the neurons of one sign.
  private struct Part {
    /// What of v goes into every neuron's column of B.
    let column: UnsafeMutablePointer<Lanes>
    /// Its product with G.
    let image: UnsafeMutablePointer<Lanes>
    /// What a deviating pair gets beyond it.
    let deviation: UnsafeMutablePointer<Lanes>
    /// Σ_j φ(h_j).
    let activity: UnsafeMutablePointer<Lanes>

    init(_ memory: UnsafeMutablePointer<Lanes>, tiles: Int) {
      column = memory
      image = memory + tiles
      deviation = memory + 2 * tiles
      activity = memory + 3 * tiles
    }
  }

  init(
    constants: Constants, points: Int, fields: UnsafeMutablePointer<Lanes>,
    active: UnsafeMutablePointer<PatternBits>, coefficients: UnsafeMutablePointer<Double>,
    sums: UnsafeMutablePointer<Lanes>, margins: UnsafeMutablePointer<Lanes>
  ) {
    self.constants = constants
    self.points = points
    self.fields = fields
    self.active = active
    self.coefficients = coefficients
    self.sums = sums
    self.margins = margins
    let tiles = constants.columns.tiles
    self.tiles = tiles
    let memory = UnsafeMutablePointer<Lanes>.allocate(capacity: 9 * tiles)
    memory.initialize(repeating: .zero, count: 9 * tiles)
    self.memory = memory
    parts = (0..<2).map { Part(memory + (1 + 4 * $0) * tiles, tiles: tiles) }
    deviating = .allocate(capacity: points)
  }

  deinit {
    memory.deallocate()
    deviating.deallocate()
  }

  /// −ℓ′ at the present margins; Σℓ.
  func evaluate() -> Double {
    constants.loss.formulas.evaluate(margins, into: memory, count: tiles).loss
  }

  /// - Parameters:
  ///   - rate: α, the reduction's 1/n included.
  ///   - stop: asked about every tenth of a millisecond, where a step is longer than that.
  /// - Throws: `.interrupted`; what the step moves is then of no use.
  func step(rate: Double, stop: StopSignal) throws(CoreError) -> Census {
    for tile in 0..<tiles {
      let v = rate * memory[tile]
      sums[tile] += v
      for (part, base) in zip(parts, constants.bases) {
        part.column[tile] = v * base.weights[tile]
        part.deviation[tile] = v * base.deviations[tile]
        part.activity[tile] = .zero
      }
    }
    constants.columns.multiply(
      Self.doubles(parts[0].column), Self.doubles(parts[1].column), into: parts[0].image,
      parts[1].image)
    var census = Census()
    var unasked = 0
    for (part, base) in zip(parts, constants.bases) {
      for j in base.neurons {
        let count = listDeviating(neuron: j, base)
        unasked += points * (1 + count)
        if unasked > Self.productsUnasked {
          unasked = 0
          try stop.check()
        }
        census.deviations += count
        move(neuron: j, part, deviating: count)
        takeStock(neuron: j, base, activity: part.activity, &census)
      }
    }
    gatherMargins()
    return census
  }

  private static func doubles(_ lanes: UnsafeMutablePointer<Lanes>) -> UnsafePointer<Double> {
    UnsafePointer(UnsafeMutableRawPointer(lanes).assumingMemoryBound(to: Double.self))
  }

  private func listDeviating(neuron j: Int, _ base: ChatteringPhase.Base) -> Int {
    let own = active + j * base.active.count
    var count = 0
    for block in base.active.indices {
      count += (own[block] ^ base.active[block]).write(
        to: deviating + count, start: 8 * PatternBits.tiles * block)
    }
    return count
  }

  /// h_j and b_j.
  private func move(neuron j: Int, _ part: Part, deviating count: Int) {
    let field = fields + j * tiles
    let image = part.image
    let deviation = Self.doubles(part.deviation)
    let own = coefficients + j * points
    for k in 0..<count { own[deviating[k]] += deviation[deviating[k]] }
    _ = constants.columns.withColumns { columns in
      var tile = 0
      while tile + 4 <= tiles {
        var h0 = field[tile] + image[tile]
        var h1 = field[tile + 1] + image[tile + 1]
        var h2 = field[tile + 2] + image[tile + 2]
        var h3 = field[tile + 3] + image[tile + 3]
        for k in 0..<count {
          let column = columns + deviating[k] * tiles + tile
          let d = Lanes(repeating: deviation[deviating[k]])
          h0 = h0.addingProduct(d, column[0])
          h1 = h1.addingProduct(d, column[1])
          h2 = h2.addingProduct(d, column[2])
          h3 = h3.addingProduct(d, column[3])
        }
        (field[tile], field[tile + 1]) = (h0, h1)
        (field[tile + 2], field[tile + 3]) = (h2, h3)
        tile += 4
      }
      while tile < tiles {
        var h = field[tile] + image[tile]
        for k in 0..<count {
          h.addProduct(deviation[deviating[k]], columns[deviating[k] * tiles + tile])
        }
        field[tile] = h
        tile += 1
      }
      return true
    }
  }

  /// Signs and activity of a neuron that has moved.
  private func takeStock(
    neuron j: Int, _ base: ChatteringPhase.Base, activity: UnsafeMutablePointer<Lanes>,
    _ census: inout Census
  ) {
    let field = fields + j * tiles
    let slope = constants.network.negativeSlope
    for block in base.active.indices {
      let first = PatternBits.tiles * block
      var now = PatternBits()
      for tile in first..<min(first + PatternBits.tiles, tiles) {
        let h = field[tile]
        let isActive = h .> 0
        activity[tile] += (slope * h).replacing(with: h, where: isActive)
        now.insert(isActive, tile: tile - first)
      }
      let place = j * base.active.count + block
      if !(now ^ active[place]).isEmpty { census.hasChanged = true }
      if !(now ^ base.own[block]).isEmpty { census.isWhole = false }
      active[place] = now
    }
  }

  /// u = ỹ∘a(Σ₊φ(h_j) − Σ₋φ(h_j)), as far beyond the points as before.
  private func gatherMargins() {
    let outer = constants.network.outerWeight
    for tile in 0..<tiles {
      let label = constants.labels[tile]
      let value = outer * label * (parts[0].activity[tile] - parts[1].activity[tile])
      margins[tile].replace(with: value, where: label .!= 0)
    }
  }
}
