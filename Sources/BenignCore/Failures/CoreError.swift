// SPDX-License-Identifier: Apache-2.0

/// Why the core could not do what it was asked. A numerical outcome is never an error but a status.
public enum CoreError: Error, Sendable, Equatable {
  /// What has to be defined first.
  public enum Missing: Sendable, Equatable {
    case data
    /// Data are there, but not drawn from a mixture.
    case mixture
    case network
  }

  /// Something has to be defined first.
  case notReady(Missing)
  /// A setting outside its range; `key` is its name in the language.
  case invalid(key: String, reason: String)
  /// The stop signal was raised before the work was done.
  case interrupted
  /// More memory or time than is allowed, found before any was taken.
  case resourceLimit(String)
  /// A file, with the row (from 1, the header's is 1) and column (from 1) where they are known.
  case file(path: String, reason: String, row: Int?, column: Int?)
}
