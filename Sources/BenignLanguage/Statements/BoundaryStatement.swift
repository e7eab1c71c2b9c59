// SPDX-License-Identifier: Apache-2.0

import BenignCore

extension Command {
  static let boundary = Command(
    name: "boundary", usage: "boundary NAME KEY=[low, high] where=… key=…",
    summary: """
      Searches, in every cell and every repeat, for the value of the first key between low and high at which \
      the condition changes; the other keys are as in `sweep`. Five values are tried, in equal ratios where low is \
      above 0; then the first change is narrowed down to 0.1 %, or to one whole number. The table has \
      the boundary, the width that it is known to, how often the condition changes among the five values, and \
      how many runs the search took.
      """,
    example: "boundary edge mu=[1, 9] where=limit_error<0.1 n=[50, 100] p=20*n",
    arguments: .name(.table), keys: [condition] + cellKeys, effect: .changes
  ) { (invocation, session) throws(Diagnostic) in
    try Sweep.perform(invocation, in: &session)
  }

  private static let condition = Key(
    Key.whereName, .later("condition"), default: "required",
    "what holds on one side of the boundary and not on the other")
}
