// SPDX-License-Identifier: Apache-2.0

import Concurrency

extension ChatteringPhase {
  struct Settings {
    var steps: Int
    /// α, the reduction's 1/n included.
    let rate: Double
    /// Σℓ beyond this is not representable.
    let largestLoss: Double
    /// So many steps in a row without a change of pattern end the phase.
    let quietSteps: Int
    let stop: StopSignal
  }

  struct Result {
    var steps = 0
    var increases = 0
    /// Steps in a row without a change of pattern, at the end.
    var quietSteps: Int
    /// Whether more pairs deviate than is worth it.
    var isCrowded = false
    /// The first of the steps after which every pair was activated, counted from 1.
    var wholeAfter: Int?
    /// Whether one step more was begun than counted, which led to a state that is not representable.
    var isSpoilt = false
  }

  /// Steps until the settings or the phase ends them; at least one.
  ///
  /// - Throws: `.interrupted`; the phase is then of no use.
  mutating func run(_ settings: Settings, quietSteps: Int) throws(CoreError) -> Result {
    let mostDeviations = mostDeviations
    var result = Result(quietSteps: quietSteps)
    try withMotion { (motion: borrowing ChatteringMotion) throws(CoreError) in
      var loss = motion.evaluate()
      while result.steps < settings.steps {
        let census = try motion.step(rate: settings.rate, stop: settings.stop)
        let next = motion.evaluate()
        if !(next < settings.largestLoss) {
          result.isSpoilt = true
          return
        }
        result.steps += 1
        if TrainingProgress.isRise(from: loss, to: next) { result.increases += 1 }
        loss = next
        result.quietSteps = census.hasChanged ? 0 : result.quietSteps + 1
        result.isCrowded = census.deviations > mostDeviations
        if census.isWhole, result.wholeAfter == nil { result.wholeAfter = result.steps }
        if result.quietSteps >= settings.quietSteps || result.isCrowded { return }
      }
    }
    return result
  }

  /// As `run`, up to before a state that is not representable: with no step where the next would be one, and nothing has changed.
  /// Nor has anything where it throws.
  mutating func runRepresentably(
    _ settings: Settings, quietSteps: Int
  ) throws(CoreError) -> Result {
    let start = self
    do throws(CoreError) {
      let result = try run(settings, quietSteps: quietSteps)
      guard result.isSpoilt else { return result }
      self = start
      guard result.steps > 0 else { return result }
      var shorter = settings
      shorter.steps = result.steps
      return try run(shorter, quietSteps: quietSteps)
    } catch {
      self = start
      throw error
    }
  }

  /// Lends what moves.
  private mutating func withMotion(
    _ body: (borrowing ChatteringMotion) throws(CoreError) -> Void
  ) throws(CoreError) {
    let motion = ChatteringMotion.Constants(
      columns: columns, bases: bases, loss: loss, labels: LaneVector(problem.labels).lanes,
      network: problem.network)
    let n = problem.points
    try fields.withUnsafeMutableBufferPointer { fields throws(CoreError) in
      try active.withUnsafeMutableBufferPointer { active throws(CoreError) in
        try coefficients.storage.withUnsafeMutableBufferPointer { coefficients throws(CoreError) in
          try sums.withUnsafeMutableBufferPointer { sums throws(CoreError) in
            try margins.withUnsafeMutableBufferPointer { margins throws(CoreError) in
              guard let fields = fields.baseAddress, let active = active.baseAddress,
                let coefficients = coefficients.baseAddress, let sums = sums.baseAddress,
                let margins = margins.baseAddress
              else { return }
              try body(
                ChatteringMotion(
                  constants: motion, points: n, fields: fields, active: active,
                  coefficients: coefficients, sums: sums, margins: margins))
            }
          }
        }
      }
    }
  }
}
