// SPDX-License-Identifier: Apache-2.0

public import JupyterProtocol

/// The kernel's end of one or several comms, which a language provides.
///
/// Its functions are called on the thread of comms, one at a time, while cells may run.
public protocol CommHandler: AnyObject, Sendable {
  /// Takes what a client has sent over one of its comms.
  ///
  /// What a client sends may be anything: a handler ignores what it does not understand.
  func receive(
    _ message: CommDelivery, output: any CommOutput, interruption: Interruption)

  /// A client has closed one of its comms, which is gone already.
  func closed(_ id: String, output: any CommOutput)
}

/// What a client has sent over a comm.
public struct CommDelivery: Sendable {
  /// The comm's id.
  public var comm: String
  public var data: JSONValue
  /// The binary data behind it.
  public var buffers: [[UInt8]]
  /// Whether further messages for the same handler wait already: what is shown may wait for the last of them.
  public var hasSuccessor: Bool

  public init(
    comm: String, data: JSONValue, buffers: [[UInt8]] = [], hasSuccessor: Bool = false
  ) {
    self.comm = comm
    self.data = data
    self.buffers = buffers
    self.hasSuccessor = hasSuccessor
  }
}

/// What the kernel sends over comms for one request, in order.
public protocol CommOutput: Sendable {
  /// Opens a comm, whose messages go to the handler from then on.
  func open(_ comm: CommOpen, handler: any CommHandler)
  func send(_ message: CommMessage)
  /// Closes a comm; its handler hears no more of it.
  func close(_ comm: CommClose)
  /// Replaces the outputs that were displayed under this id.
  func update(_ bundle: MIMEBundle, id: String)
}

/// The comms that one request opens, uses and closes.
struct CommPublisher: CommOutput {
  let scope: RequestScope

  func open(_ comm: CommOpen, handler: any CommHandler) {
    scope.comms.register(comm.commID, target: comm.targetName, handler)
    scope.publish(comm)
  }

  func send(_ message: CommMessage) { scope.publish(message) }

  func close(_ comm: CommClose) {
    scope.comms.forget(comm.commID)
    scope.publish(comm)
  }

  func update(_ bundle: MIMEBundle, id: String) {
    scope.publish(UpdateDisplayData(bundle: bundle, id: id))
  }
}
