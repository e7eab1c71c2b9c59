// SPDX-License-Identifier: Apache-2.0

import JupyterProtocol
import Logging
import Synchronization
import ZeroMQ

/// What the kernel does with each request, whatever carried it here.
///
/// `handle` is called by the wire thread and never waits: cells are queued at the worker of the shell that they are meant
/// for, what the language must be asked goes to a thread of its own, everything else is answered at once.
final class Kernel: Sendable {
  let interpreter: any Interpreter
  let connection: ConnectionInfo
  let session: KernelSession
  let usage = UsageMeter()
  let outbox: Outbox
  let workers: ShellWorkers
  let desk: QuestionDesk
  let comms: CommDesk
  private let backlog = Backlog()
  private let log: Logger
  private let ending = Mutex<KernelServer.Ending?>(nil)

  init(
    interpreter: any Interpreter, connection: ConnectionInfo, session: KernelSession,
    outbox: Outbox,
    log: Logger
  ) throws(KernelError) {
    self.interpreter = interpreter
    self.connection = connection
    self.session = session
    self.log = log
    self.outbox = outbox
    workers = try ShellWorkers(interpreter: interpreter, bell: outbox.replies.bell)
    desk = try QuestionDesk.open { outbox.replies.bell.ring() }
    comms = try CommDesk.open { outbox.replies.bell.ring() }
  }

  /// How the kernel shall end, once it shall.
  var requestedEnding: KernelServer.Ending? { ending.withLock { $0 } }

  /// Asks the wire thread to stop, lets the workers abort what waits, and interrupts what runs.
  func end(_ ending: KernelServer.Ending) {
    self.ending.withLock { $0 = $0 ?? ending }
    stop()
  }

  /// Lets the threads come to their end.
  func stop() {
    workers.stop()
    desk.close()
    comms.close()
  }

  /// Interrupts whatever runs: an interrupt is for the whole process.
  ///
  /// - Parameter request: the client's; `nil` for a signal.
  func interruptAll(_ request: MessageHeader? = nil) {
    workers.interrupt(request)
    comms.interrupt()
  }

  /// Whether nothing more will be posted.
  var hasEnded: Bool { workers.haveEnded && desk.hasEnded && comms.hasEnded }

  /// Says once that the process has started.
  func announceStart() {
    let frames = session.frames(
      of: Status.messageType, to: [session.topics.topic(of: Status.messageType)],
      parent: .emptyObject, parts: (content: Status(.starting).json, metadata: .emptyObject))
    outbox.post(frames, on: .iopub)
  }

  /// Answers one message from shell or control.
  func handle(_ message: Message, from channel: Channel) {
    let scope = RequestScope(
      request: message.withoutContent, channel: channel, session: session, outbox: outbox,
      comms: comms, log: log)
    guard let type = RequestType(rawValue: message.header.type) else {
      log.debug("unknown message type \(message.header.type)")
      scope.perform {}
      return workers.main.repeatBusy()
    }
    do throws(Refusal) {
      guard message.bytes <= Quotas.request else { throw .large(message.bytes) }
      let worker = try worker(for: message, from: channel)
      switch try plan(for: type, message: message, worker: worker) {
      case .cell(let request):
        let scope = try waiting(scope, message)
        worker.submit(ShellWorker.Job(scope: scope, request: request))
      case .atOnce(let answer):
        perform(answer, type: type, scope: scope)
      case .atDesk(let answer):
        let scope = try waiting(scope, message)
        desk.submit { self.perform(answer, type: type, scope: scope) }
      case .atComms(let comm, let answer):
        let scope = try waiting(scope, message)
        comms.submit(comm) { turn in
          self.perform({ answer($0, turn) }, type: type, scope: scope)
        }
      }
    } catch {
      let reply = refusal(error.failure, of: type)
      let (failure, isShown) = (error.failure, error.isShown)
      perform(
        { scope in
          // Of a cell front ends show the error that is published, not the reply's.
          if type == .execute, isShown { scope.publish(failure) }
          scope.reply(reply)
        }, type: type, scope: scope)
    }
  }

  /// Gives the request its place among those that wait.
  private func waiting(
    _ scope: RequestScope, _ message: Message
  ) throws(Refusal) -> RequestScope {
    guard let place = backlog.place(for: message.bytes) else {
      throw Refusal(quota: "the requests that wait may take \(mebibytes(Quotas.requests)) together")
    }
    var scope = scope
    scope.place = place
    return scope
  }

  private func perform(_ answer: Answer, type: RequestType, scope: RequestScope) {
    scope.perform { answer(scope) }
    if type.changesShownStatus { workers.main.repeatBusy() }
  }

  /// The worker of the shell that the header names (JEP 91: on shell only).
  private func worker(for message: Message, from channel: Channel) throws(Refusal) -> ShellWorker {
    guard channel == .shell, let id = message.header.subshellID else { return workers.main }
    guard let worker = workers.subshell(id) else {
      throw Refusal("UnknownSubshell", "there is no subshell \(id)")
    }
    return worker
  }

  func content<Request: Decodable>(of message: Message) throws(Refusal) -> Request {
    do {
      return try message.content.decode(as: Request.self)
    } catch {
      log.info("refused \(message.header.type): \(error)")
      throw Refusal("InvalidRequest", "\(error)")
    }
  }
}

/// A request that cannot be served, and what its sender is told.
struct Refusal: Error {
  let failure: Failure
  /// Whether people may have caused it, and shall see it.
  let isShown: Bool

  init(_ name: String, _ message: String, isShown: Bool = false) {
    failure = Failure(name: name, message: message, traceback: ["\(name): \(message)"])
    self.isShown = isShown
  }

  /// More was asked for than there is.
  init(quota message: String) { self.init("ResourceLimit", message, isShown: true) }

  static func large(_ bytes: Int) -> Refusal {
    Refusal(
      quota:
        "a request may have \(mebibytes(Quotas.request)), and this one has \(mebibytes(bytes))")
  }
}
