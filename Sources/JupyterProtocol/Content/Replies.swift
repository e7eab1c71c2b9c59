// SPDX-License-Identifier: Apache-2.0

/// A reply that says no more than that it is done: to `interrupt_request`, `delete_subshell_request`.
public struct DoneReply: Sendable, Encodable {
  public var status = "ok"

  public init() {}
}

/// Content of `complete_reply`.
public struct CompleteReply: Sendable, Encodable {
  /// A match as JupyterLab's completer reads it; same order and number as `matches`.
  public struct Item: Sendable, Encodable {
    public var text: String
    public var type: String
    public var start: Int
    public var end: Int
    public var signature: String?

    public init(text: String, type: String, range: Range<Int>, signature: String?) {
      self.text = text
      self.type = type
      self.signature = signature
      start = range.lowerBound
      end = range.upperBound
    }
  }

  public var status = "ok"
  public var matches: [String]
  public var cursorStart: Int
  public var cursorEnd: Int
  public var metadata: [String: [Item]]

  /// - Parameter range: the code points that a match replaces.
  public init(items: [Item], range: Range<Int>) {
    matches = items.map(\.text)
    cursorStart = range.lowerBound
    cursorEnd = range.upperBound
    metadata = ["_jupyter_types_experimental": items]
  }

  private enum CodingKeys: String, CodingKey {
    case status
    case matches
    case cursorStart = "cursor_start"
    case cursorEnd = "cursor_end"
    case metadata
  }
}

/// Content of `inspect_reply`: both dictionaries stand there even when nothing was found.
public struct InspectReply: Sendable, Encodable {
  public var status = "ok"
  public var found: Bool
  public var data: [String: JSONValue]
  public var metadata: [String: JSONValue]

  public init(_ bundle: MIMEBundle?) {
    found = bundle != nil
    data = bundle?.data ?? [:]
    metadata = bundle?.metadata ?? [:]
  }
}

/// Content of `is_complete_reply`.
public struct IsCompleteReply: Sendable, Encodable {
  /// "complete", "incomplete" or "invalid".
  public var status: String
  /// Only when incomplete.
  public var indent: String?

  public init(status: String, indent: String? = nil) {
    self.status = status
    self.indent = indent
  }
}

/// Content of `history_reply`.
public struct HistoryReply: Sendable, Encodable {
  public var status = "ok"
  /// Each `[session, line, input]` or `[session, line, [input, output]]`.
  public var history: [JSONValue]

  public init(history: [JSONValue]) { self.history = history }
}

/// Content of `shutdown_reply`, which is published on iopub too.
public struct ShutdownReply: Publication {
  public static let messageType = "shutdown_reply"
  public var status = "ok"
  public var restart: Bool

  public init(restart: Bool) { self.restart = restart }
}

/// Content of `connect_reply`.
public struct ConnectReply: Sendable, Encodable {
  public var status = "ok"
  public var shell: Int
  public var iopub: Int
  public var stdin: Int
  public var control: Int
  public var heartbeat: Int

  public init(_ connection: ConnectionInfo) {
    shell = connection.shellPort
    iopub = connection.iopubPort
    stdin = connection.stdinPort
    control = connection.controlPort
    heartbeat = connection.heartbeatPort
  }

  private enum CodingKeys: String, CodingKey {
    case status
    case shell = "shell_port"
    case iopub = "iopub_port"
    case stdin = "stdin_port"
    case control = "control_port"
    case heartbeat = "hb_port"
  }
}

/// Content of `create_subshell_reply`.
public struct CreateSubshellReply: Sendable, Encodable {
  public var status = "ok"
  public var subshellID: String

  public init(subshellID: String) { self.subshellID = subshellID }

  private enum CodingKeys: String, CodingKey {
    case status
    case subshellID = "subshell_id"
  }
}

/// Content of `list_subshell_reply`. The key is singular in JEP 91 although it holds a list.
public struct ListSubshellReply: Sendable, Encodable {
  public var status = "ok"
  public var subshellIDs: [String]

  public init(subshellIDs: [String]) { self.subshellIDs = subshellIDs }

  private enum CodingKeys: String, CodingKey {
    case status
    case subshellIDs = "subshell_id"
  }
}
