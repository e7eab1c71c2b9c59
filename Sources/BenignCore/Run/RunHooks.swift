// SPDX-License-Identifier: Apache-2.0

public import Concurrency

/// The caller's functions, asked during a run.
public struct RunHooks {
  /// A number recorded beside the standard ones.
  public struct Series {
    /// The name of the column in the trajectory.
    public var name: String
    /// The number of a state; `nan` where it has none. An error that it throws ends the run.
    public var value: (any QuantitySource) throws -> Double

    /// A series that is computed at every recorded point.
    public init(name: String, value: @escaping (any QuantitySource) throws -> Double) {
      self.name = name
      self.value = value
    }
  }

  /// Asked at every step: whether to stop here.
  public var stop: StopSignal
  /// The run ends where it holds.
  public var until: StopCondition?
  /// The clock (t, or the time of flow) at which a repeated run ends as if it were interrupted, because the first run was interrupted there.
  public var stopClock = Double.infinity
  /// The series that this run records beside the standard columns.
  public var record: [Series]
  /// Given the experiment as it is now, at most every 50 ms.
  public var observe: ((Experiment) -> Void)?

  /// Hooks; by default only the settings end the run, and no function observes it.
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
