// SPDX-License-Identifier: Apache-2.0

/// The content of a message on iopub.
public protocol Publication: Sendable, Encodable {
  /// Its `msg_type`.
  static var messageType: String { get }
  /// Its JSON. A requirement only so that a constant can stand in for the encoder.
  var json: JSONText { get throws(ProtocolError) }
  /// The metadata of its message; most have none.
  var metadata: JSONText { get }
  /// The binary data behind it; most have none.
  var buffers: [[UInt8]] { get }
}

extension Publication {
  public var json: JSONText { get throws(ProtocolError) { try JSONText(encoding: self) } }
  public var metadata: JSONText { .emptyObject }
  public var buffers: [[UInt8]] { [] }
}

/// What the kernel is doing with a request.
public struct Status: Publication {
  public enum State: String, Sendable, Encodable {
    case starting
    case busy
    case idle
  }

  public static let messageType = "status"
  public var state: State

  public init(_ state: State) { self.state = state }

  // Two for every request.
  public var json: JSONText {
    switch state {
    case .starting: Status.starting
    case .busy: Status.busy
    case .idle: Status.idle
    }
  }

  private static let starting = Status.json(of: .starting)
  private static let busy = Status.json(of: .busy)
  private static let idle = Status.json(of: .idle)

  private static func json(of state: State) -> JSONText {
    JSONText(bytes: Array(#"{"execution_state":"\#(state.rawValue)"}"#.utf8))
  }

  private enum CodingKeys: String, CodingKey {
    case state = "execution_state"
  }
}

/// The code of a cell, shown to every client.
public struct ExecuteInput: Publication {
  public static let messageType = "execute_input"
  public var code: String
  public var executionCount: Int

  public init(code: String, executionCount: Int) {
    self.code = code
    self.executionCount = executionCount
  }

  private enum CodingKeys: String, CodingKey {
    case code
    case executionCount = "execution_count"
  }
}

/// Text on stdout or stderr.
public struct StreamText: Publication {
  public static let messageType = "stream"
  public var name: String
  public var text: String

  public init(name: String, text: String) {
    self.name = name
    self.text = text
  }
}

/// The value of a cell.
public struct ExecuteResult: Publication {
  public static let messageType = "execute_result"
  public var bundle: MIMEBundle
  public var executionCount: Int

  public init(bundle: MIMEBundle, executionCount: Int) {
    self.bundle = bundle
    self.executionCount = executionCount
  }

  private enum CodingKeys: String, CodingKey {
    case executionCount = "execution_count"
  }

  public func encode(to encoder: any Encoder) throws {
    try bundle.encode(to: encoder)
    var keyed = encoder.container(keyedBy: CodingKeys.self)
    try keyed.encode(executionCount, forKey: .executionCount)
  }

  public var json: JSONText {
    bundle.json(with: CodingKeys.executionCount, .integer(Int64(executionCount)))
  }
}

/// Something to look at. With an id, later `UpdateDisplayData` of the same id takes its place.
public struct DisplayData: Publication {
  public static let messageType = "display_data"
  public var bundle: MIMEBundle
  public var id: String?

  public init(bundle: MIMEBundle, id: String?) {
    self.bundle = bundle
    self.id = id
  }

  public func encode(to encoder: any Encoder) throws {
    try bundle.encode(to: encoder)
    var keyed = encoder.container(keyedBy: DisplayKeys.self)
    var transient = keyed.nestedContainer(keyedBy: DisplayKeys.self, forKey: .transient)
    try transient.encodeIfPresent(id, forKey: .id)
  }

  public var json: JSONText {
    let transient = id.map { [DisplayKeys.id.stringValue: JSONValue.string($0)] } ?? [:]
    return bundle.json(with: DisplayKeys.transient, .object(transient))
  }
}

/// What now stands where a display of the same id was shown.
public struct UpdateDisplayData: Publication {
  public static let messageType = "update_display_data"
  public var bundle: MIMEBundle
  public var id: String

  public init(bundle: MIMEBundle, id: String) {
    self.bundle = bundle
    self.id = id
  }

  public func encode(to encoder: any Encoder) throws {
    try DisplayData(bundle: bundle, id: id).encode(to: encoder)
  }

  public var json: JSONText { DisplayData(bundle: bundle, id: id).json }
}

extension MIMEBundle {
  fileprivate func json(with key: some CodingKey, _ value: JSONValue) -> JSONText {
    JSONText(
      .object(["data": .object(data), "metadata": .object(metadata), key.stringValue: value]))
  }
}

private enum DisplayKeys: String, CodingKey {
  case transient
  case id = "display_id"
}

/// Clears the outputs of the cell: at once, or when the next one comes.
public struct ClearOutput: Publication {
  public static let messageType = "clear_output"
  public var wait: Bool

  public init(wait: Bool) { self.wait = wait }
}

/// Tells one subscriber that its subscription holds (JEP 65).
public struct Welcome: Publication {
  public static let messageType = "iopub_welcome"
  public var subscription: String

  public init(subscription: String) { self.subscription = subscription }
}
