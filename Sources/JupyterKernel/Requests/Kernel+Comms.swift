// SPDX-License-Identifier: Apache-2.0

import JupyterProtocol

extension Kernel {
  /// Begins a comm that a client opens. One whose target nobody knows is closed at once (Messaging, "Opening a Comm").
  func open(_ request: CommRequest, _ buffers: [[UInt8]], _ scope: RequestScope) {
    // An id that is taken stays what it is.
    guard comms.handler(of: request.commID) == nil else { return }
    let opening = CommDelivery(comm: request.commID, data: request.data, buffers: buffers)
    guard let target = request.targetName,
      let handler = interpreter.handler(of: opening, target: target)
    else { return scope.publish(CommClose(commID: request.commID)) }
    let forgotten = comms.registerForClient(request.commID, target: target, handler)
    if let forgotten { scope.publish(CommClose(commID: forgotten)) }
  }

  /// Hands a message to the comm's handler; one to a comm that is not open is ignored.
  func deliver(
    _ request: CommRequest, _ buffers: [[UInt8]], _ scope: RequestScope, _ turn: CommDesk.Turn
  ) {
    guard let handler = comms.handler(of: request.commID) else { return }
    let message = CommDelivery(
      comm: request.commID, data: request.data, buffers: buffers,
      hasSuccessor: turn.hasSuccessor(of: request.commID))
    handler.receive(
      message, output: CommPublisher(scope: scope), interruption: turn.interruption)
  }

  func close(_ request: CommRequest, _ scope: RequestScope) {
    guard let handler = comms.handler(of: request.commID) else { return }
    comms.forget(request.commID)
    handler.closed(request.commID, output: CommPublisher(scope: scope))
  }

  func commInfo(_ request: CommInfoRequest) -> CommInfoReply {
    let targets = comms.targets
    guard let wanted = request.targetName else { return CommInfoReply(targets: targets) }
    return CommInfoReply(targets: targets.filter { $0.value == wanted })
  }
}
