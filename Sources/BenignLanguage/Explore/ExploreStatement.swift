// SPDX-License-Identifier: Apache-2.0

import BenignCore

extension Command {
  static let explore = Command(
    name: "explore", usage: "explore key=[low, high] … plot= show=",
    summary: """
      Shows sliders, and a picture that follows them: a pair [low, high] of a key makes a slider, a longer list or a list of words a menu, \
      a value fixes, an expression may use earlier keys; what is not listed is as in the current experiment, which stays as it is until \
      `keep` is pressed. Sliders need JupyterLab or Notebook; elsewhere one setting is shown.
      """,
    example: "explore mu=[1, 16] gamma=[0.1, 0.9] steps=1e5 plot=misalignment", arguments: .none,
    keys: exploreKeys, effect: .reads
  ) { (invocation, session) throws(Diagnostic) in
    let explored = try ExploredStatement(invocation, in: session)
    let (exploration, view) = try explored.opened(stop: invocation.environment.stop)
    invocation.environment.emit(.exploration(exploration, view))
    try invocation.environment.requireUninterrupted()
  }

  private static let exploreKeys =
    [
      Key(
        Key.plotName, .laterList("what plot draws, or a list of such"), default: "misalignment",
        "the picture; None for numbers alone"),
      Key(
        Key.showName, .laterList("expression or list of them"), default: "none",
        "numbers beside the picture"),
    ] + seedKeys + borrowedKeys
}

extension Key {
  static let plotName = "plot"
  static let showName = "show"
}
