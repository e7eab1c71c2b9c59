// SPDX-License-Identifier: Apache-2.0

public import ZeroMQ

/// Why a kernel cannot serve.
public enum KernelError: Error, Sendable, CustomStringConvertible {
  /// One of the five ports of the connection file belongs to somebody else.
  case addressInUse(endpoint: String)
  case transport(ZeroMQError)
  /// The system gave no thread; with the error number of `pthread_create`.
  case noThread(code: Int32)

  public var description: String {
    switch self {
    case .addressInUse(let endpoint): "the address \(endpoint) is already in use"
    case .transport(let error): "\(error)"
    case .noThread(let code): "no further thread: error \(code)"
    }
  }
}
