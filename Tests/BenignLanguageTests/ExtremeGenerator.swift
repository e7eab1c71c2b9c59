// SPDX-License-Identifier: Apache-2.0

import TestSupport

@testable import BenignLanguage

/// Random programs whose numbers lie where conversions, squares and logarithms end, in every key that takes numbers.
///
/// Keys and their types are read from the registry, so that a new key takes part by itself.
struct ExtremeGenerator {
  /// What a program is about.
  enum Kind: String, CaseIterable {
    case definitions, training, flow, questions, lists, lookups, sweeps
  }

  private var random: SplitMix64

  init(seed: UInt64) { random = SplitMix64(seed: seed) }

  /// A state that all statements find something in; every program begins with it.
  static let start =
    "mixture n=4 p=20 mu=3\nnetwork m=3 gamma=0.5\nrun steps=20\nsweep r mu=[1, 2] noise=[1, 3] measure=rho"

  static func kind(of seed: UInt64) -> Kind {
    Kind.allCases[Int(seed % UInt64(Kind.allCases.count))]
  }

  /// The cells of a program of a kind.
  mutating func cells(_ kind: Kind) -> [String] {
    switch kind {
    case .definitions: [definition("mixture"), definition("network"), question()]
    case .training:
      [definition("mixture", oneIn: 8), definition("network", oneIn: 8), training(), picture()]
    case .flow: moderateFlow()
    case .questions: [call("error"), plot(pick(Self.quantities)), question()]
    case .lists: ["a = [\(extreme()), \(extreme()), \(mostly("7"))]", plot("a")]
    case .lookups: [lookup(), lookup()]
    case .sweeps: [sweep(), plotOfTable(), plotOfTable(), "show r"]
    }
  }

  // MARK: Numbers

  private static let extremes = [
    "0", "-0", "1e-300", "-1e-300", "5e-324", "1e-160", "2^53", "2^53+2", "2^63", "-2^63", "2^64",
    "1e30", "-1e30", "1e155", "1e300", "-1e300", "1e308", "inf", "-inf", "nan", "0.5", "-1", "1e6",
  ]
  /// Of keys whose numbers are not small ones: values that are right.
  private static let right: [String: [String]] = [
    "n": ["1", "2", "4", "9"], "p": ["1", "2", "9", "50", "1e4"], "mu": ["0.1", "3", "20"],
    "m": ["1", "2", "5"], "gamma": ["0.01", "0.5", "0.9"], "init": ["1e-8", "0.1", "3"],
    "outer": ["1", "0.3"], "flip": ["0.1"], "df": ["3"], "tail": ["3"], "lr": ["0.1", "1e-3"],
    "steps": ["30", "1e5", "1e12"], "time": ["1", "20", "1e4"], "points": ["5", "50"],
    "tolerance": ["1e-6", "1e-9"], "positive": ["0", "1"], "samples": ["1000"],
    "precision": ["0.1"], "repeat": ["1", "3"], "workers": ["1", "2"], "noise": ["0.5", "2"],
  ]
  private static let required = ["n", "p", "mu", "m", "gamma", "df", "tail"]
  private static let quantities = [
    "loss", "misalignment", "rho", "limit_error", "margin", "t", "trace", "sharpness", "angle",
    "spectrum", "margins", "multipliers", "gram", "neuron_norm", "alignment", "predicted_error",
    "time", "dispersion", "norm", "scores", "train_error", "activated",
  ]

  private mutating func pick(_ choices: [String]) -> String {
    choices[Int.random(in: 0..<choices.count, using: &random)]
  }
  private mutating func below(_ count: Int) -> Int { Int.random(in: 0..<count, using: &random) }
  private mutating func extreme() -> String { pick(Self.extremes) }
  private mutating func mostly(_ right: String) -> String { below(3) > 0 ? right : extreme() }

  // MARK: Commands

  /// A number for a key, extreme once in so many times.
  private mutating func number(_ key: String, oneIn share: Int) -> String {
    below(share) == 0 ? extreme() : pick(Self.right[key] ?? ["1", "2", "0.5"])
  }

  /// A value of a key's type; `nil` where none shall be given.
  private mutating func value(_ key: Key, _ kind: Key.Kind, oneIn share: Int) -> String? {
    switch kind {
    case .whole, .real: number(key.name, oneIn: share)
    case .orWord(let kind, let word):
      below(4) == 0 ? word : value(key, kind, oneIn: share)
    case .pair: "[\(mostly("1")), \(mostly("20"))]"
    case .boolean: pick(["true", "false"])
    case .words(let words): pick(words)
    case .covariance:
      pick([
        "powerlaw(\(extreme()))", "[[\(extreme()), 3], [1, \(extreme())]]",
        "[[\(extreme()), \(mostly("40"))]]", "powerlaw(1)", "[[2, 3], [0.5, 6]]",
      ])
    case .meanDirection: "axis(\(mostly("0")))"
    case .laterList where key.name == "zip": nil
    case .laterList: "[\(pick(Self.quantities)), \(pick(Self.quantities))]"
    case .later:
      key.name == "until" ? "\(pick(["loss", "t", "margin"]))<\(extreme())" : place()
    case .perCell(let kind, sweeps: true):
      value(key, kind, oneIn: 3).flatMap { first in
        value(key, kind, oneIn: 3).map { "[\(first), \($0)]" }
      }
    case .perCell(let kind, sweeps: false): value(key, kind, oneIn: share)
    case .scalar: number(key.name, oneIn: share)
    case .string, .column, .columns, .cell, .name: nil
    }
  }

  /// A command with what it requires and some more keys.
  private mutating func call(_ name: String, _ first: String = "", oneIn share: Int = 2) -> String {
    let keys = Registry.command(name)?.keys ?? []
    var words = [name, first]
    for key in keys where Self.required.contains(key.name) || below(4) == 0 {
      if let value = value(key, key.kind, oneIn: share) { words.append("\(key.name)=\(value)") }
    }
    return words.joined(separator: " ")
  }

  private mutating func definition(_ name: String, oneIn share: Int = 4) -> String {
    guard name == "mixture" else { return call(name, oneIn: share) }
    let kind = pick(["gaussian", "rademacher", "uniform", "student", "pareto"])
    let text = call(name, kind, oneIn: share).split(separator: " ").filter { word in
      // Each law takes its own parameter only, and the kind stands there already.
      !(word.hasPrefix("kind=") || (word.hasPrefix("df=") && kind != "student")
        || (word.hasPrefix("tail=") && kind != "pareto"))
    }
    return text.joined(separator: " ")
  }

  private mutating func training() -> String {
    switch below(4) {
    case 0: "step \(extreme())"
    case 1: call("run", "steps=\(number("steps", oneIn: 2))").unique
    case 2: call("flow", "time=\(number("time", oneIn: 2))").unique
    default: call("run", "until=loss<\(extreme())").unique
    }
  }

  /// Flow where no number is extreme, only the data and the network are unlike from program to program.
  private mutating func moderateFlow() -> [String] {
    let n = pick(["1", "2", "3", "5", "10", "20"])
    let p = pick(["1", "2", "5", "40", "1000"])
    let mu = pick(["0", "0.1", "1", "3", "10", "1e3", "1e6"])
    let noise = pick(["0.1", "1", "10", "100"])
    let gamma = pick(["1e-5", "0.01", "0.2", "0.5", "0.99"])
    let start = pick(["1e-8", "1e-3", "0.1", "1", "8", "20"])
    return [
      "mixture n=\(n) p=\(p) mu=\(mu) noise=\(noise) flip=\(pick(["0", "0.2"])) seed=\(below(50))",
      "network m=\(pick(["1", "2", "3", "4", "7"])) gamma=\(gamma) init=\(start) seed=\(below(50))",
      "flow time=\(pick(["0.01", "1", "10", "100", "1e4"])) tolerance=\(pick(["1e-6", "1e-9"]))",
      "plot loss",
    ]
  }

  private mutating func question() -> String {
    pick([
      "conditions", "direction", "state", "error samples=1000", "verify", pick(Self.quantities),
      "plot \(pick(Self.quantities))",
    ])
  }

  private mutating func sweep() -> String {
    let numbers = (Registry.command("sweep")?.keys ?? []).filter { key in
      Self.right[key.name] != nil && key.sweeps
    }
    var words = ["sweep r"]
    for key in numbers.shuffled(using: &random).prefix(2) {
      words.append(
        "\(key.name)=[\(number(key.name, oneIn: 3)), \(number(key.name, oneIn: 1))]")
    }
    return words.joined(separator: " ")
      + " repeat=\(mostly("1")) measure=\(pick(Self.quantities))"
  }

  private mutating func lookup() -> String {
    let (a, b, c) = (extreme(), extreme(), mostly("3"))
    let function = Registry.functions[below(Registry.functions.count)].name
    return pick([
      "print (\(a))..(\(b))", "print [1, 2, 3][\(a)]", "print geomspace(\(a), \(b), \(c))",
      "print linspace(\(a), \(b), \(c))", "print gram[\(a), \(b)]", "show \(a)", "undo \(a)",
      "print \(function)(\(a))", "print \(function)(\(a), \(b))",
      "print \(function)([\(a), \(b)], \(c))", "print \(function)(\(a), \(b), \(c))",
      "print (\(a))^(\(b)) < (\(a))*(\(c)), -(\(b))/(\(a))", "print r[\(a)]",
    ])
  }

  // MARK: Pictures

  private mutating func picture() -> String {
    plot("\(pick(Self.quantities))*\(mostly("1"))")
  }

  /// A picture with some keys of its kind.
  private mutating func plot(_ subject: String) -> String {
    let keys = (Registry.command("plot")?.keys ?? []).filter {
      !["y", "color", "by"].contains($0.name)
    }
    var words = ["plot \(subject)"]
    for key in keys where below(4) == 0 {
      if let value = value(key, key.kind, oneIn: 2) { words.append("\(key.name)=\(value)") }
    }
    return words.joined(separator: " ")
  }

  /// A picture of the last table that ran.
  private mutating func plotOfTable() -> String {
    call("plot", pick(["r", "r", "r x=\(place()) y=\(place()) color=\(place())"])).unique
  }

  private mutating func place() -> String {
    let (key, number) = (pick(["mu", "noise", "rho", "1", "t", "loss"]), extreme())
    return pick([
      "(\(number))*\(key)", "\(key)", "\(number)", "\(key)^30", "(\(number))+\(key)",
      "(\(number))/\(key)",
    ])
  }
}

extension String {
  /// Each key once, as a statement must have it: the first of each.
  fileprivate var unique: String {
    var known = Set<Substring>()
    return split(separator: " ").filter { word in
      guard let equals = word.firstIndex(of: "="), word[..<equals].allSatisfy(\.isLetter) else {
        return true
      }
      return known.insert(word[..<equals]).inserted
    }.joined(separator: " ")
  }
}
