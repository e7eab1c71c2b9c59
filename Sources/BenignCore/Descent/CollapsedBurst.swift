// SPDX-License-Identifier: Apache-2.0

/// Many collapsed steps in one tight loop: c += −αℓ′(u), u = u₀ + Kc, until something needs more than one comparison.
struct CollapsedBurst {
  struct Settings {
    var steps: Int
    /// α, the reduction's 1/n included.
    let rate: Double
    /// The sum of all Δc must stay below this.
    let budget: Double
    /// Σℓ beyond this is not representable.
    let largestLoss: Double
  }

  struct Result {
    var steps = 0
    var increases = 0
    /// The sum of all Δc.
    var spent = 0.0
    /// Whether one step more was taken than counted, into a state that is not representable.
    var isSpoilt = false
  }

  let tiles: SymmetricTiles
  let loss: Loss
  /// u₀, c and u. Beyond the last point margins are so large that they neither descend nor count.
  private let base: LaneVector
  private(set) var sums: LaneVector
  private(set) var margins: LaneVector

  init(
    tiles: SymmetricTiles, loss: Loss, base: [Double], sums: [Double], margins: [Double]
  ) {
    self.tiles = tiles
    self.loss = loss
    self.base = LaneVector(base, padding: 1e300)
    self.sums = LaneVector(sums)
    self.margins = LaneVector(margins, padding: 1e300)
  }

  mutating func run(_ settings: Settings) -> Result { loss.formulas.run(&self, settings) }

  @inline(__always)
  fileprivate mutating func run<Formulas: LossFormulas>(
    _ settings: Settings, by formulas: Formulas.Type
  ) -> Result {
    let count = tiles.tiles
    let rate = Lanes(repeating: settings.rate)
    var descents = [Lanes](repeating: .zero, count: count)
    var result = Result()
    base.lanes.withUnsafeBufferPointer { base in
      sums.lanes.withUnsafeMutableBufferPointer { sums in
        margins.lanes.withUnsafeMutableBufferPointer { margins in
          descents.withUnsafeMutableBufferPointer { descents in
            guard let base = base.baseAddress, let c = sums.baseAddress,
              let u = margins.baseAddress, let v = descents.baseAddress
            else { return }
            var now = formulas.evaluate(u, into: v, count: count)
            while result.steps < settings.steps {
              let move = settings.rate * now.descent
              if !(result.spent + move < settings.budget) { return }
              for i in 0..<count { c[i] = c[i].addingProduct(rate, v[i]) }
              tiles.addProduct(c, to: base, into: u)
              let next = formulas.evaluate(u, into: v, count: count)
              if !(next.loss < settings.largestLoss) {
                result.isSpoilt = true
                return
              }
              result.spent += move
              result.steps += 1
              if TrainingProgress.isRise(from: now.loss, to: next.loss) { result.increases += 1 }
              now = next
            }
          }
        }
      }
    }
    return result
  }
}

extension LossFormulas {
  static func run(
    _ burst: inout CollapsedBurst, _ settings: CollapsedBurst.Settings
  ) -> CollapsedBurst.Result {
    burst.run(settings, by: Self.self)
  }
}
