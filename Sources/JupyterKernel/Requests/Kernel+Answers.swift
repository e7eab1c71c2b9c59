// SPDX-License-Identifier: Apache-2.0

import JupyterProtocol

extension Kernel {
  /// What happens between busy and idle of a request that is not a cell.
  typealias Answer = (RequestScope) -> Void

  /// Reads the request and prepares its answer.
  func answer(
    to type: RequestType, message: Message, lane: ExecutionLane
  ) throws(Refusal) -> Answer {
    switch type {
    case .execute:
      preconditionFailure("cells are queued")
    case .kernelInfo: return { $0.reply(self.kernelInfo()) }
    case .connect: return { $0.reply(ConnectReply(self.connection)) }
    case .complete: return complete(try content(of: message))
    case .inspect: return inspect(try content(of: message))
    case .isComplete: return isComplete(try content(of: message))
    case .history:
      let request: HistoryRequest = try content(of: message)
      return { $0.reply(lane.answer(request)) }
    case .commInfo: return { $0.reply(CommInfoReply()) }
    case .commOpen:
      // Messaging, "Custom messages": a target that is not registered is closed at once.
      let request: CommRequest = try content(of: message)
      return { $0.publish(CommClose(commID: request.commID)) }
    case .commMessage, .commClose: return { _ in }
    case .shutdown: return shutdown(try content(of: message))
    case .interrupt: return interrupt()
    case .createSubshell: return try createSubshell()
    case .deleteSubshell: return try deleteSubshell(try content(of: message))
    case .listSubshells:
      return { $0.reply(ListSubshellReply(subshellIDs: self.lanes.subshellIDs)) }
    case .usage: return { $0.reply(self.usage.read()) }
    }
  }

  /// The reply that says why a request is not served, in the form that its type asks for.
  func refusal(_ failure: Failure, of type: RequestType, lane: ExecutionLane) -> RefusalReply {
    guard type == .execute else { return .other(FailureReply(failure)) }
    return .cell(ExecuteReply(.failed(failure), executionCount: lane.executionCount))
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
    let completions = interpreter.completions(in: request.code, at: request.cursor)
    let items = completions.items.map {
      CompleteReply.Item(
        text: $0.text, type: $0.type, range: completions.range, signature: $0.signature)
    }
    return { $0.reply(CompleteReply(items: items, range: completions.range)) }
  }

  private func inspect(_ request: CodeRequest) -> Answer {
    let bundle = interpreter.inspection(
      in: request.code, at: request.cursor, detail: request.detailLevel)
    return { $0.reply(InspectReply(bundle)) }
  }

  private func isComplete(_ request: CodeRequest) -> Answer {
    let reply =
      switch interpreter.completeness(of: request.code) {
      case .complete: IsCompleteReply(status: "complete")
      case .incomplete(let indent): IsCompleteReply(status: "incomplete", indent: indent)
      case .invalid: IsCompleteReply(status: "invalid")
      }
    return { $0.reply(reply) }
  }

  private func interrupt() -> Answer {
    lanes.interrupt()
    return { $0.reply(DoneReply()) }
  }

  /// Replies, tells every client, and ends; the sockets linger until both have left.
  private func shutdown(_ request: ShutdownRequest) -> Answer {
    return { scope in
      let reply = ShutdownReply(restart: request.restart)
      scope.reply(reply)
      scope.publish(reply)
      self.end(.shutdown(restart: request.restart))
    }
  }

  private func createSubshell() throws(Refusal) -> Answer {
    do {
      let id = try lanes.createSubshell()
      return { $0.reply(CreateSubshellReply(subshellID: id)) }
    } catch {
      throw Refusal("ResourceLimit", "\(error)")
    }
  }

  private func deleteSubshell(_ request: SubshellRequest) throws(Refusal) -> Answer {
    guard lanes.deleteSubshell(request.subshellID) else {
      throw Refusal("UnknownSubshell", "there is no subshell \(request.subshellID)")
    }
    return { $0.reply(DoneReply()) }
  }
}

/// A reply that says why nothing was done.
enum RefusalReply: Encodable {
  case cell(ExecuteReply)
  case other(FailureReply)

  func encode(to encoder: any Encoder) throws {
    switch self {
    case .cell(let reply): try reply.encode(to: encoder)
    case .other(let reply): try reply.encode(to: encoder)
    }
  }
}
