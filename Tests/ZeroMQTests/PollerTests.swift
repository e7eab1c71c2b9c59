// SPDX-License-Identifier: Apache-2.0

import Testing
import ZeroMQ

@Suite("Poller")
struct PollerTests {
  @Test("a bell rung twice is ready once, and silent after it was cleared")
  func bell() throws {
    let bell = try Wakeup()
    var poller = Poller()
    let index = poller.watch(bell)
    try poller.wait(milliseconds: 0)
    #expect(!poller.isReady(index))
    bell.ring()
    bell.ring()
    try poller.wait(milliseconds: nil)
    #expect(poller.isReady(index))
    bell.clear()
    try poller.wait(milliseconds: 0)
    #expect(!poller.isReady(index))
  }

  @Test("only the socket with a message is ready")
  func sockets() throws {
    let context = try Context()
    let idle = try Socket(.router, in: context)
    let busy = try Socket(.router, in: context)
    try busy.bind(to: "tcp://127.0.0.1:*")
    let dealer = try Socket(.dealer, in: context)
    try dealer.set(.linger(0))
    try dealer.connect(to: try busy.lastEndpoint())
    try dealer.send([[1]])
    var poller = Poller()
    let idleIndex = poller.watch(idle)
    let busyIndex = poller.watch(busy)
    try poller.wait(milliseconds: 5000)
    #expect(poller.isReady(busyIndex))
    #expect(!poller.isReady(idleIndex))
  }
}
