// SPDX-License-Identifier: Apache-2.0

import BenignCore

extension Command {
  static let flow = Command(
    name: "flow", usage: "flow time= …",
    summary: """
      Lets gradient flow, dW/dt = −∇L(W), carry the network for `time` more, or until `until`; \
      t stands still.
      """,
    example: "flow time=1e30", arguments: .none,
    keys: [.smoothLoss, .reduction, time] + Key.recording + [.title], effect: .changes
  ) { (invocation, session) throws(Diagnostic) in
    try invocation.requireEnd(time)
    try invocation.train(.flow(invocation.given.flow), in: &session)
  }

  private static let time = Key(
    "time", .real(.positive), default: "time or until is required", "how much more")
}
