// SPDX-License-Identifier: Apache-2.0

/// The topics of iopub. Clients ignore what they say, but may choose among them.
struct Topics: Sendable {
  private let kernel: String

  init(session: String) { kernel = "kernel.\(session)." }

  /// One of these begins every topic.
  var prefixes: [[UInt8]] { [Array(kernel.utf8), Array("stream.".utf8)] }

  func topic(of messageType: String) -> [UInt8] { Array((kernel + messageType).utf8) }

  func topic(ofStream name: String) -> [UInt8] { Array("stream.\(name)".utf8) }
}
