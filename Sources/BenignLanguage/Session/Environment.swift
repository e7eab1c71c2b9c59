// SPDX-License-Identifier: Apache-2.0

public import BenignStore
public import Concurrency

/// What a cell is given to work with, and where its publications go.
public struct Environment {
  public enum Access: Sendable {
    case changing
    /// Of a subshell: statements that change something fail with Busy.
    case reading
  }

  public let access: Access
  /// Asked at every step or chunk of long work.
  public let stop: StopSignal
  /// Every publication, in order.
  public let emit: (Event) -> Void
  /// Given the session as it is now, after statements and during long ones.
  public let publish: (Session) -> Void
  /// Keeps what outlasts this process; `nil` where nothing does.
  public let store: Store?
  /// Keeps the session as it changes; `nil` where it is not kept.
  public let keeper: SessionKeeper?
  /// The number of the cell's execution; `nil` where it has none.
  public let execution: Int?
  /// Whose outputs can be shown again; `nil` where none can.
  public let executions: Executions?
  /// How runs of sweeps are divided among processes; `nil` where this one makes all of them.
  public var division: WorkDivision?
  /// Told what became of each sweep where runs are divided.
  public var told: (DividedWork) -> Void = { _ in }
  /// How far the statement goes, where it is a repetition.
  var replay: Replay?

  public init(
    access: Access = .changing, stop: StopSignal = .never,
    emit: @escaping (Event) -> Void, publish: @escaping (Session) -> Void = { _ in },
    store: Store? = nil, keeper: SessionKeeper? = nil, execution: Int? = nil,
    executions: Executions? = nil
  ) {
    self.access = access
    self.stop = stop
    self.emit = emit
    self.publish = publish
    self.store = store
    self.keeper = keeper
    self.execution = execution
    self.executions = executions
  }
}
