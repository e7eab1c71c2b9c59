// SPDX-License-Identifier: Apache-2.0

import TestSupport

@testable import BenignLanguage

/// Random statements that run: commands with a few of their keys, small enough to take milliseconds.
struct StatementGenerator {
  var random: SplitMix64

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  private mutating func pick(_ choices: [String]) -> String {
    choices[Int.random(in: 0..<choices.count, using: &random)]
  }
  private mutating func below(_ count: Int) -> Int { Int.random(in: 0..<count, using: &random) }

  /// Whole statements that do something, so that what follows finds a state to work on.
  private static let sound = [
    "mixture n=8 p=30 mu=3", "mixture student n=6 p=20 mu=2 df=3 flip=0.2",
    "mixture n=9 p=4 mu=1 cov=[[2, 1], [0.5, 3]] orthogonal=true seed=4", "network m=4 gamma=0.3",
    "network m=3 gamma=0.1 positive=0 init=0.1", "step", "step 7", "run steps=40",
    "run steps=1e12", "flow time=30", "fork b", "use main", "a = [1, 2, 4]",
    "run steps=9 record=[test_error, sharpness]", "sweep grid mu=[1, 2] measure=rho",
    "sweep grid n=8 p=30 mu=2 m=[2, 3] gamma=[0.1, 0.2] steps=5 repeat=2 measure=[loss, 2*margin]",
    "drop grid",
  ]
  private static let values = [
    "0", "1", "2", "3", "7", "12", "0.5", "0.3", "1e-8", "-1", "1e30", "inf", "nan", "true",
    "1e-300", "-1e-300", "2^53", "2^63", "1e300",
    "None", "\"x\"", "[]", "[1, 2]", "[[1, 2], [2, 3]]", "a", "auto", "n/2", "2*p", "loss<1",
    "t>3", "[loss, margin]", "misalignment", "margins", "gram", "powerlaw(1)", "axis(1)", "spread",
    "hinge", "logistic", "mean", "log", "main.loss", "grid.rho", "[gaussian, student]",
    "[logistic, hinge]", "b.t", "trajectory.loss", "exponential",
  ]
  private static let arguments = [
    "misalignment", "loss, margin", "margins", "neuron_norm", "alignment", "3", "\"/nosuch\"",
    "gaussian", "pareto", "b", "main", "nosuch", "run", "trajectory.loss", "test_error/n", "grid",
  ]
  /// What would leave files behind.
  private static let spared = ["export", "file"]

  mutating func statement() -> String {
    guard below(2) == 0 else { return pick(Self.sound) }
    let commands = Registry.commands.filter { !Self.spared.contains($0.name) }
    let command = commands[below(commands.count)]
    var words = [command.name]
    if below(3) > 0 { words.append(pick(Self.arguments)) }
    let keys = command.keys.map(\.name).filter { !Self.spared.contains($0) }
    for key in keys.shuffled(using: &random).prefix(below(4)) {
      words.append("\(key)=\(pick(Self.values))")
    }
    return words.joined(separator: " ")
  }
}
