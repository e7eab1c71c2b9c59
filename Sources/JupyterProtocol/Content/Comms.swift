// SPDX-License-Identifier: Apache-2.0

/// Begins a comm: a line of messages between the kernel and what a front end shows.
public struct CommOpen: Publication, Equatable {
  public static let messageType = "comm_open"
  public var commID: String
  public var targetName: String
  public var data: JSONValue
  public var metadata: JSONText
  public var buffers: [[UInt8]]

  public init(
    commID: String, targetName: String, data: JSONValue, metadata: JSONText = .emptyObject,
    buffers: [[UInt8]] = []
  ) {
    self.commID = commID
    self.targetName = targetName
    self.data = data
    self.metadata = metadata
    self.buffers = buffers
  }

  private enum CodingKeys: String, CodingKey {
    case commID = "comm_id"
    case targetName = "target_name"
    case data
  }
}

/// A message over a comm.
public struct CommMessage: Publication, Equatable {
  public static let messageType = "comm_msg"
  public var commID: String
  public var data: JSONValue
  public var buffers: [[UInt8]]

  public init(commID: String, data: JSONValue, buffers: [[UInt8]] = []) {
    self.commID = commID
    self.data = data
    self.buffers = buffers
  }

  private enum CodingKeys: String, CodingKey {
    case commID = "comm_id"
    case data
  }
}

/// Ends a comm.
public struct CommClose: Publication {
  public static let messageType = "comm_close"
  public var commID: String
  public var data: JSONValue = .object([:])

  public init(commID: String) { self.commID = commID }

  private enum CodingKeys: String, CodingKey {
    case commID = "comm_id"
    case data
  }
}

/// Content of `comm_open`, `comm_msg` and `comm_close` as clients send them.
public struct CommRequest: Sendable, Decodable {
  public var commID: String
  /// Of `comm_open`; `nil` where the client named none.
  public var targetName: String?
  /// An empty object where the client sent none.
  public var data: JSONValue

  public init(from decoder: any Decoder) throws {
    let keyed = try decoder.container(keyedBy: CommKeys.self)
    commID = try keyed.decode(String.self, forKey: .id)
    targetName = try? keyed.decodeIfPresent(String.self, forKey: .target)
    data = try keyed.decodeIfPresent(JSONValue.self, forKey: .data) ?? .object([:])
  }
}

/// Content of `comm_info_request`.
public struct CommInfoRequest: Sendable, Decodable {
  /// The comms that are asked for; `nil` means all.
  public var targetName: String?

  public init(from decoder: any Decoder) throws {
    let keyed = try decoder.container(keyedBy: CommKeys.self)
    targetName = try? keyed.decodeIfPresent(String.self, forKey: .target)
  }
}

/// Content of `comm_info_reply`.
public struct CommInfoReply: Sendable, Encodable {
  public var status = "ok"
  public var comms: [String: JSONValue]

  /// - Parameter targets: the target of each open comm, by its id.
  public init(targets: [String: String]) {
    comms = targets.mapValues { [CommKeys.target.rawValue: .string($0)] }
  }
}

private enum CommKeys: String, CodingKey {
  case id = "comm_id"
  case target = "target_name"
  case data
}
