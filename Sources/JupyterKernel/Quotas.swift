// SPDX-License-Identifier: Apache-2.0

/// What clients may take of the kernel: bytes, where nothing else is said. kernelspec/README.md names these numbers, too.
enum Quotas {
  /// All frames of a request. A larger one is answered with an error, as far as it arrives at all.
  static let request = 32 << 20
  /// The identities and the header of a request, which every answer to it bears again.
  static let header = 64 << 10
  /// Frames of a message: the others are not kept.
  static let frames = 1024
  /// One frame. A larger one ends its connection before any of it is read.
  static let frame = 256 << 20
  /// A frame on the heartbeat port.
  static let beat = 64 << 10

  /// The topic of a subscription. Our own topics have about 60 bytes.
  static let topic = 128
  /// All topics of all connections together, each one counted once, with 256 bytes for each. libzmq keeps them in a tree
  /// with two nodes a byte, and walks through all of it whenever a subscriber goes.
  static let topics = 8 << 10
  /// Connections to iopub at a time.
  static let subscribers = 64

  /// What has come of messages that are not whole, on all connections together.
  static let arriving = 256 << 20
  /// As much of it may come before the memory counts that it takes.
  static let arrivingUnnoticed = 16 << 20
  /// What waits for clients that do not read, on all connections together.
  static let leaving = 256 << 20
  /// Messages that wait for one client.
  static let messages: Int32 = 200_000
  /// Connections at a time.
  static let connections = 512

  /// Requests that wait or are being served, all together with 1 KiB for each.
  static let requests = 128 << 20
  /// The cells of one shell that a `history_request` can ask for.
  static let history = 32 << 20
  /// Comms that clients have open at a time; beyond, the oldest is closed.
  static let comms = 256
  /// Subshells at a time.
  static let subshells = 64
}

/// A number of bytes in words.
func mebibytes(_ bytes: Int) -> String { "\((bytes + (1 << 20) - 1) >> 20) MiB" }
