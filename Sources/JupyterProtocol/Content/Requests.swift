// SPDX-License-Identifier: Apache-2.0

/// Content of `execute_request`.
public struct ExecuteRequest: Sendable, Decodable {
  public var code: String
  public var silent: Bool
  /// Always false when silent, whatever the client says.
  public var storesHistory: Bool
  /// By name. Values should be strings; what else a client sends is answered with an error of its own.
  public var userExpressions: [String: JSONValue]
  public var stopsOnError: Bool

  private enum CodingKeys: String, CodingKey {
    case code, silent
    case storesHistory = "store_history"
    case userExpressions = "user_expressions"
    case stopsOnError = "stop_on_error"
  }

  public init(from decoder: any Decoder) throws {
    let keyed = try decoder.container(keyedBy: CodingKeys.self)
    code = try keyed.decode(String.self, forKey: .code)
    silent = try keyed.decodeIfPresent(Bool.self, forKey: .silent) ?? false
    let storesHistory = try keyed.decodeIfPresent(Bool.self, forKey: .storesHistory)
    self.storesHistory = !silent && storesHistory ?? true
    userExpressions =
      try keyed.decodeIfPresent([String: JSONValue].self, forKey: .userExpressions) ?? [:]
    stopsOnError = try keyed.decodeIfPresent(Bool.self, forKey: .stopsOnError) ?? true
  }
}

/// Content of `complete_request`, `inspect_request` and `is_complete_request`: code, and a place in it.
public struct CodeRequest: Sendable, Decodable {
  public var code: String
  /// In code points, clamped to the code; its end when the client named none.
  public var cursor: Int
  /// 0 or 1, of `inspect_request`.
  public var detailLevel: Int

  private enum CodingKeys: String, CodingKey {
    case code
    case cursor = "cursor_pos"
    case detailLevel = "detail_level"
  }

  public init(from decoder: any Decoder) throws {
    let keyed = try decoder.container(keyedBy: CodingKeys.self)
    code = try keyed.decode(String.self, forKey: .code)
    // Messaging 5.2: cursor_pos counts code points.
    let end = Double(code.unicodeScalars.count)
    let cursor = try keyed.decodeIfPresent(Double.self, forKey: .cursor) ?? end
    self.cursor = Int(saturating: min(max(cursor, 0), end))
    let detail = try keyed.decodeIfPresent(Double.self, forKey: .detailLevel) ?? 0
    detailLevel = detail >= 1 ? 1 : 0
  }
}

/// Content of `history_request`.
public struct HistoryRequest: Sendable, Decodable {
  public enum Access: String, Sendable, Decodable {
    case range
    case tail
    case search
  }

  public var access: Access
  /// Whether results come with the inputs.
  public var output: Bool
  public var session: Int
  public var start: Int
  /// The first line that is no longer wanted; `nil` means to the end.
  public var stop: Int?
  /// At most so many lines, the last ones; `nil` means all.
  public var count: Int?
  public var pattern: String
  public var unique: Bool

  private enum CodingKeys: String, CodingKey {
    case access = "hist_access_type"
    case output
    case session
    case start
    case stop
    case count = "n"
    case pattern
    case unique
  }

  public init(from decoder: any Decoder) throws {
    let keyed = try decoder.container(keyedBy: CodingKeys.self)
    access = try keyed.decodeIfPresent(Access.self, forKey: .access) ?? .tail
    output = try keyed.decodeIfPresent(Bool.self, forKey: .output) ?? false
    session = try keyed.decodeIfPresent(Int.self, forKey: .session) ?? 0
    start = try keyed.decodeIfPresent(Int.self, forKey: .start) ?? 0
    stop = try keyed.decodeIfPresent(Int.self, forKey: .stop)
    count = try keyed.decodeIfPresent(Int.self, forKey: .count)
    pattern = try keyed.decodeIfPresent(String.self, forKey: .pattern) ?? "*"
    unique = try keyed.decodeIfPresent(Bool.self, forKey: .unique) ?? false
  }
}

/// Content of `shutdown_request`.
public struct ShutdownRequest: Sendable, Decodable {
  public var restart: Bool

  private enum CodingKeys: CodingKey {
    case restart
  }

  public init(from decoder: any Decoder) throws {
    let keyed = try decoder.container(keyedBy: CodingKeys.self)
    restart = try keyed.decodeIfPresent(Bool.self, forKey: .restart) ?? false
  }
}

/// Content of `delete_subshell_request` (JEP 91).
public struct SubshellRequest: Sendable, Decodable {
  public var subshellID: String

  private enum CodingKeys: String, CodingKey {
    case subshellID = "subshell_id"
  }
}
