// SPDX-License-Identifier: Apache-2.0

public import JupyterProtocol
public import ZeroMQ

/// Why a kernel cannot serve.
public enum KernelError: Error, Sendable, CustomStringConvertible {
  /// One of the five ports of the connection file belongs to somebody else.
  case addressInUse(endpoint: String)
  case transport(ZeroMQError)
  /// The system gave no thread; with the error number of `pthread_create`.
  case noThread(code: Int32)
  /// A thread with sockets could not go on.
  case broken(thread: String, ZeroMQError)
  /// The session's name cannot be written as JSON.
  case message(ProtocolError)

  public var description: String {
    switch self {
    case .addressInUse(let endpoint): "the address \(endpoint) is already in use"
    case .transport(let error): "\(error)"
    case .broken(let thread, let error): "the thread of \(thread) cannot go on: \(error)"
    case .message(let error): "\(error)"
    case .noThread(let code): "no further thread: error \(code)"
    }
  }
}

extension KernelError {
  /// Makes an error of libzmq one of the kernel's.
  static func wrap<Result>(
    _ body: () throws(ZeroMQError) -> Result
  ) throws(KernelError) -> Result {
    do {
      return try body()
    } catch {
      throw .transport(error)
    }
  }
}
