// SPDX-License-Identifier: Apache-2.0

/// Topics that subscribers asked for, each once, as libzmq keeps them.
struct Wishes {
  /// What a topic takes beside its bytes: where two part, libzmq has a table with a place for every byte between them.
  private static let table = 256

  private(set) var all: Set<[UInt8]> = []
  private(set) var bytes = 0

  mutating func insert(_ topic: [UInt8]) {
    if all.insert(topic).inserted { bytes += Wishes.cost(of: topic) }
  }

  mutating func remove(_ topic: [UInt8]) {
    if all.remove(topic) != nil { bytes -= Wishes.cost(of: topic) }
  }

  mutating func insert(_ others: Wishes) {
    for topic in others.all { insert(topic) }
  }

  /// Who asks for everything asks for no topic.
  private static func cost(of topic: [UInt8]) -> Int {
    topic.isEmpty ? 0 : topic.count + table
  }
}
