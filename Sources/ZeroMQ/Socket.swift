// SPDX-License-Identifier: Apache-2.0

import CZeroMQ
import Glibc

/// One libzmq socket with one owner; closed when that owner lets it go.
///
/// Neither copyable nor Sendable: libzmq's sockets belong to the thread that made them.
public struct Socket: ~Copyable {
  public enum Kind: Sendable {
    case router
    case dealer
    case request
    case reply
    case subscriber
    case pair
    /// A publisher that is told of each subscription.
    case publisher

    var code: Int32 {
      switch self {
      case .router: ZMQ_ROUTER
      case .dealer: ZMQ_DEALER
      case .request: ZMQ_REQ
      case .reply: ZMQ_REP
      case .subscriber: ZMQ_SUB
      case .pair: ZMQ_PAIR
      case .publisher: ZMQ_XPUB
      }
    }
  }

  let handle: UnsafeMutableRawPointer
  // Keeps the context alive until after the close.
  private let context: Context

  public init(_ kind: Kind, in context: Context) throws(ZeroMQError) {
    guard let handle = zmq_socket(context.handle, kind.code) else { throw .last("zmq_socket") }
    self.handle = handle
    self.context = context
  }

  deinit {
    zmq_close(handle)
  }

  /// Listens at `tcp://address:port` or `ipc://path`; fails with `isAddressInUse` when it is taken.
  ///
  /// The file of a path is its owner's: whoever may write to it may connect.
  public borrowing func bind(to endpoint: String) throws(ZeroMQError) {
    let mask = umask(0o077)
    defer { umask(mask) }
    guard zmq_bind(handle, endpoint) == 0 else { throw .last("zmq_bind \(endpoint)") }
  }

  /// Connects, now or as soon as somebody listens there.
  public borrowing func connect(to endpoint: String) throws(ZeroMQError) {
    guard zmq_connect(handle, endpoint) == 0 else { throw .last("zmq_connect \(endpoint)") }
  }
}
