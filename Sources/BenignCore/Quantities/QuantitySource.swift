// SPDX-License-Identifier: Apache-2.0

public import Concurrency

/// A state that can be asked: an experiment at rest, or one in the middle of a run.
public protocol QuantitySource {
  /// The value now, or `.none` where the quantity has none.
  ///
  /// - Parameter stop: asked during long work.
  /// - Throws: `.notReady` where something is not defined yet, `.interrupted`.
  func value(of quantity: Quantity, stop: StopSignal) throws(CoreError) -> QuantityValue
}

extension QuantitySource {
  /// The value now, or `.none` where the quantity has none; nothing can stop the work.
  ///
  /// - Throws: `.notReady` where something is not defined yet.
  public func value(of quantity: Quantity) throws(CoreError) -> QuantityValue {
    try value(of: quantity, stop: .never)
  }
}

extension Mixture {
  /// The value that follows from the definitions alone, before anything is drawn; it is `.none` for every other quantity.
  ///
  /// - Parameter network: of what also follows from a network's definition.
  public func value(of quantity: Quantity, network: NetworkDefinition? = nil) -> QuantityValue {
    quantity.answer(of: self, network).value
  }
}

extension Experiment: QuantitySource {
  /// The value at rest. Large work runs on a thread of its own, which an interrupt leaves behind.
  ///
  /// - Throws: `.notReady` where something is not defined yet, `.interrupted`.
  public func value(of quantity: Quantity, stop: StopSignal) throws(CoreError) -> QuantityValue {
    try answer(to: quantity, stop: stop).value
  }

  /// The value now, with how certain it is.
  ///
  /// - Throws: `.notReady` where something is not defined yet, `.interrupted`.
  public func answer(to quantity: Quantity, stop: StopSignal) throws(CoreError) -> QuantityAnswer {
    try abandonably(size: size(for: quantity.cost), stop: stop) {
      (experiment, stop) throws(CoreError) in
      try quantity.answer(of: experiment) { () throws(CoreError) in
        try Inquiry(experiment, stop: stop)
      }
    }
  }

  /// The answers to several questions, which share what they are computed from.
  ///
  /// - Parameters:
  ///   - precision: relative standard error of the test error.
  ///   - samples: most test points where they must be streamed.
  /// - Throws: `.notReady`, `.interrupted`.
  public func answers(
    to quantities: [Quantity], precision: Double = 0.01, samples: Int = 100_000, stop: StopSignal
  ) throws(CoreError) -> [QuantityAnswer] {
    let effort = SampledError.Effort(precision: precision, samples: samples, workers: workers)
    return try abandonably(size: size, stop: stop) { (experiment, stop) throws(CoreError) in
      let inquiry = try Inquiry(experiment, effort: effort, stop: stop)
      return try quantities.map { (quantity) throws(CoreError) in
        try quantity.answer(of: experiment) { inquiry }
      }
    }
  }

  /// Numbers that are met on the way to an answer.
  func size(for cost: Quantity.Cost) -> Int {
    switch cost {
    case .known: 0
    case .margins, .pairs: (design?.count ?? 0) * (network?.neurons ?? 0)
    case .everything: size
    }
  }
}
