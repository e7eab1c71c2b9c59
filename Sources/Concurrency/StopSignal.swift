// SPDX-License-Identifier: Apache-2.0

/// Says whether work is still wanted. Whatever takes long asks it every few milliseconds.
///
/// A signal is asked on the thread to which it was given, and on no other one.
public struct StopSignal {
  private let ask: () -> Bool

  /// - Parameter ask: whether to stop; cheap, and true for ever once it is true.
  public init(_ ask: @escaping () -> Bool) { self.ask = ask }

  /// The signal of work that nobody stops.
  public static var never: StopSignal { StopSignal { false } }

  /// Whether to stop now.
  public var isRequested: Bool { ask() }
}

/// An error type that can say that work was stopped.
///
/// A module extends `StopSignal` by a `check()` that throws its own error.
public protocol InterruptibleError: Error {
  static var interrupted: Self { get }
}
