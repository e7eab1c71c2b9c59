// SPDX-License-Identifier: Apache-2.0

/// Why a part could not be merged, or not be gone on with.
public struct PartError: Error, Sendable, Equatable, CustomStringConvertible {
  public enum Reason: Sendable, Equatable {
    case missing
    /// It is no database of outcomes.
    case noPart
    /// The process that writes it has not come to its end.
    case unfinished
    /// It was cut off, or bytes of it were changed.
    case damaged
    /// Other versions, builds or kinds of processor have computed it.
    case foreign([String], own: String)
    /// Its numbers follow other rules, or its database is of another version.
    case otherRules
    case store(StoreError)
    case interrupted
  }

  public let reason: Reason
  public let path: String

  public init(_ reason: Reason, at path: String) {
    (self.reason, self.path) = (reason, path)
  }

  /// One sentence without its full stop.
  public var description: String {
    switch reason {
    case .missing: "there is no file \(path)"
    case .noPart: "\(path) is no part that `benign sweep --shard` has made"
    case .unfinished:
      "\(path) is not finished: the same `benign sweep --shard` again makes the rest"
    case .damaged:
      "\(path) is damaged or was cut off, and nothing of it is taken: copy it again, or compute it anew"
    case .foreign(let versions, let own):
      "\(path) was computed by \(versions.joined(separator: " and ")), and this is \(own): the last digits may differ"
    case .otherRules: "\(path) was made by a Benign whose numbers mean something else"
    case .store(let error): "\(error)"
    case .interrupted: "stopped before all of \(path) was taken; what was taken stays"
    }
  }
}
