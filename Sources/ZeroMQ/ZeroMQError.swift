// SPDX-License-Identifier: Apache-2.0

import CZeroMQ
import Glibc

/// A failed call of libzmq: which call, and its error number.
public struct ZeroMQError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The C function, with what it was applied to: "zmq_bind tcp://127.0.0.1:5555".
  public let operation: String
  /// An `errno` of the system or of libzmq.
  public let code: Int32

  public init(operation: String, code: Int32) {
    self.operation = operation
    self.code = code
  }

  /// The error that libzmq has just reported on this thread; read before anything else can change it.
  static func last(_ operation: @autoclosure () -> String) -> ZeroMQError {
    let code = zmq_errno()
    return ZeroMQError(operation: operation(), code: code)
  }

  /// Somebody else holds the port or the path.
  public var isAddressInUse: Bool { code == EADDRINUSE }
  /// The context was shut down: the holder of a socket stops and closes it.
  public var isTermination: Bool { code == terminated }

  public var description: String { "\(operation): \(String(cString: zmq_strerror(code)))" }
}

/// `ETERM`, which the importer cannot read from its macro: `ZMQ_HAUSNUMERO + 53`.
private let terminated: Int32 = 156_384_712 + 53

/// Repeats a call that returns −1 for as long as a signal interrupts it.
func retryingInterrupted(_ call: () -> Int32) -> Int32 {
  while true {
    let result = call()
    guard result == -1, zmq_errno() == EINTR else { return result }
  }
}
