// SPDX-License-Identifier: Apache-2.0

public import Concurrency

/// The caller's functions, asked during a run.
public struct RunHooks {
  /// A number recorded beside the standard ones.
  public struct Series {
    public var name: String
    public var value: (any QuantitySource) throws -> Double

    public init(name: String, value: @escaping (any QuantitySource) throws -> Double) {
      self.name = name
      self.value = value
    }
  }

  /// Asked at every step: whether to stop here.
  public var stop: StopSignal
  /// The run ends where it holds.
  public var until: StopCondition?
  /// Where a run that was interrupted there stops when it is repeated, on the clock of its kind; as if it were interrupted.
  public var stopClock = Double.infinity
  public var record: [Series]
  /// Given the experiment as it is now, at most every 50 ms.
  public var observe: ((Experiment) -> Void)?

  public init(
    stop: StopSignal = .never,
    until: StopCondition? = nil, record: [Series] = [], observe: ((Experiment) -> Void)? = nil
  ) {
    self.stop = stop
    self.until = until
    self.record = record
    self.observe = observe
  }
}
