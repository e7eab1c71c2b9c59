// SPDX-License-Identifier: Apache-2.0

/// One value in several representations, keyed by MIME type, of which a front end shows the richest it knows.
public struct MIMEBundle: Sendable, Equatable, Encodable {
  /// MIME type (no parameters) to value: text as `.string`, JSON types as objects.
  public var data: [String: JSONValue]
  /// MIME type to that representation's metadata, and keys of the whole (such as alternative text).
  public var metadata: [String: JSONValue]

  public init(data: [String: JSONValue], metadata: [String: JSONValue] = [:]) {
    self.data = data
    self.metadata = metadata
  }
}
