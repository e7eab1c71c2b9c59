// SPDX-License-Identifier: Apache-2.0

import JupyterProtocol

extension Kernel {
  /// What happens between busy and idle of a request that is not a cell.
  typealias Answer = @Sendable (RequestScope) -> Void

  /// The thread on which a request is served.
  enum Plan {
    case cell(ExecuteRequest)
    case atOnce(Answer)
    /// Behind other questions to the language, on their own thread.
    case atDesk(Answer)
    /// Behind other messages of comms, on their own thread.
    case atComms(String, @Sendable (RequestScope, CommDesk.Turn) -> Void)
  }

  /// Reads the request and decides how it is served.
  func plan(
    for type: RequestType, message: Message, worker: ShellWorker
  ) throws(Refusal) -> Plan {
    switch type {
    case .execute: return .cell(try content(of: message))
    case .complete: return .atDesk(complete(try content(of: message)))
    case .inspect: return .atDesk(inspect(try content(of: message)))
    case .isComplete: return .atDesk(isComplete(try content(of: message)))
    case .history:
      let request: HistoryRequest = try content(of: message)
      return .atDesk { $0.reply(worker.answer(request)) }
    case .kernelInfo: return .atOnce { $0.reply(self.kernelInfo()) }
    case .connect: return .atOnce { $0.reply(ConnectReply(self.connection)) }
    case .commInfo:
      let request: CommInfoRequest = try content(of: message)
      return .atOnce { $0.reply(self.commInfo(request)) }
    case .commOpen, .commMessage, .commClose:
      let request: CommRequest = try content(of: message)
      let buffers = message.buffers
      return .atComms(request.commID) { scope, turn in
        switch type {
        case .commOpen: self.open(request, buffers, scope)
        case .commClose: self.close(request, scope)
        case _: self.deliver(request, buffers, scope, turn)
        }
      }
    case .shutdown: return .atOnce(shutdown(try content(of: message)))
    case .interrupt: return .atOnce(interrupt(message.header))
    case .createSubshell: return .atOnce(try createSubshell())
    case .deleteSubshell: return .atOnce(try deleteSubshell(try content(of: message)))
    case .listSubshells:
      return .atOnce { $0.reply(ListSubshellReply(subshellIDs: self.workers.subshellIDs)) }
    case .usage: return .atOnce { $0.reply(self.usage.read()) }
    }
  }

  /// The reply that says why a request is not served, in the form that its type asks for.
  func refusal(_ failure: Failure, of type: RequestType) -> RefusalReply {
    guard type == .execute else { return .other(FailureReply(failure)) }
    return .cell(ExecuteReply(.failed(failure), executionCount: workers.main.executionCount))
  }

  private func kernelInfo() -> KernelInfoReply {
    let language = interpreter.language
    return KernelInfoReply(
      implementation: language.implementation,
      implementationVersion: language.implementationVersion,
      languageInfo: KernelInfoReply.LanguageInfo(
        name: language.name, version: language.version, mimetype: language.mimeType,
        fileExtension: language.fileExtension,
        highlighting: (language.pygmentsLexer, language.codeMirrorMode)),
      banner: language.banner,
      helpLinks: language.helpLinks.map { KernelInfoReply.HelpLink(text: $0.text, url: $0.url) })
  }

  private func complete(_ request: CodeRequest) -> Answer {
    { scope in
      let completions = self.interpreter.completions(in: request.code, at: request.cursor)
      let range = completions.range
      let items = completions.items.map {
        CompleteReply.Item(text: $0.text, type: $0.type, range: range, signature: $0.signature)
      }
      scope.reply(CompleteReply(items: items, range: range))
    }
  }

  private func inspect(_ request: CodeRequest) -> Answer {
    { scope in
      let bundle = self.interpreter.inspection(
        in: request.code, at: request.cursor, detail: request.detailLevel)
      scope.reply(InspectReply(bundle))
    }
  }

  private func isComplete(_ request: CodeRequest) -> Answer {
    { scope in
      switch self.interpreter.completeness(of: request.code) {
      case .complete: scope.reply(IsCompleteReply(status: "complete"))
      case .incomplete(let indent):
        scope.reply(IsCompleteReply(status: "incomplete", indent: indent))
      case .invalid: scope.reply(IsCompleteReply(status: "invalid"))
      }
    }
  }

  private func interrupt(_ request: MessageHeader) -> Answer {
    interruptAll(request)
    return { $0.reply(DoneReply()) }
  }

  /// Replies, tells every client, and ends; the sockets linger until both have left.
  private func shutdown(_ request: ShutdownRequest) -> Answer {
    { scope in
      let reply = ShutdownReply(restart: request.restart)
      scope.reply(reply)
      scope.publish(reply)
      self.end(.shutdown(restart: request.restart))
    }
  }

  private func createSubshell() throws(Refusal) -> Answer {
    guard workers.subshellIDs.count < Quotas.subshells else {
      throw Refusal(quota: "there are \(Quotas.subshells) subshells, and may be no more")
    }
    do {
      let id = try workers.createSubshell()
      return { $0.reply(CreateSubshellReply(subshellID: id)) }
    } catch {
      throw Refusal(quota: "\(error)")
    }
  }

  private func deleteSubshell(_ request: SubshellRequest) throws(Refusal) -> Answer {
    guard workers.deleteSubshell(request.subshellID) else {
      throw Refusal("UnknownSubshell", "there is no subshell \(request.subshellID)")
    }
    return { $0.reply(DoneReply()) }
  }
}

/// A reply that says why nothing was done.
enum RefusalReply: Sendable, Encodable {
  case cell(ExecuteReply)
  case other(FailureReply)

  func encode(to encoder: any Encoder) throws {
    switch self {
    case .cell(let reply): try reply.encode(to: encoder)
    case .other(let reply): try reply.encode(to: encoder)
    }
  }
}
