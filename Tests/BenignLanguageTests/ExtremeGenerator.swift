// SPDX-License-Identifier: Apache-2.0

@testable import BenignLanguage

/// Random programs whose numbers lie where conversions, squares and logarithms end: data, runs, tables and pictures of each kind.
struct ExtremeGenerator {
  var random: SeededGenerator

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  private static let extremes = [
    "0", "-0", "1e-300", "-1e-300", "5e-324", "1e-160", "2^53", "2^53+2", "2^63", "-2^63", "2^64",
    "1e30", "-1e30", "1e155", "1e300", "-1e300", "1e308", "inf", "-inf", "nan", "0.5", "-1",
  ]
  /// Keys of a sweep with a value that is right.
  private static let swept = [
    ("mu", "3"), ("noise", "1"), ("n", "4"), ("p", "9"), ("m", "2"), ("gamma", "0.5"),
    ("steps", "10"), ("lr", "0.1"), ("seed", "1"), ("init", "1e-8"), ("outer", "1"),
    ("flip", "0.1"),
  ]
  private static let quantities = [
    "loss", "misalignment", "rho", "limit_error", "margin", "t", "trace", "sharpness", "angle",
    "spectrum", "margins", "multipliers", "gram", "neuron_norm", "alignment", "predicted_error",
  ]

  private mutating func pick(_ choices: [String]) -> String {
    choices[Int.random(in: 0..<choices.count, using: &random)]
  }
  private mutating func below(_ count: Int) -> Int { Int.random(in: 0..<count, using: &random) }
  private mutating func extreme() -> String { pick(Self.extremes) }

  private mutating func mostly(_ right: String) -> String { below(3) > 0 ? right : extreme() }

  /// A state that all statements find something in.
  static let start =
    "mixture n=4 p=20 mu=3\nnetwork m=3 gamma=0.5\nrun steps=20\nsweep r mu=[1, 2] noise=[1, 3] measure=rho"

  mutating func statements() -> [String] {
    switch below(6) {
    case 0: return [mixture(), network()]
    case 1: return [training(), "plot \(pick(Self.quantities))*\(extreme())"]
    case 2: return [pick(Self.quantities), "plot \(pick(Self.quantities)) \(scales())"]
    case 3: return ["a = [\(extreme()), \(extreme()), \(mostly("7"))]", "plot a \(scales())"]
    case 4: return [lookup()]
    default: return [sweep()] + (0..<3).map { _ in table() }
    }
  }

  private mutating func mixture() -> String {
    let kind = pick(["gaussian", "rademacher", "student", "pareto"])
    let own =
      kind == "student" ? " df=\(mostly("3"))" : kind == "pareto" ? " tail=\(mostly("3"))" : ""
    let covariance = pick([
      "", " cov=powerlaw(\(extreme()))", " cov=[[\(extreme()), 3], [1, \(extreme())]]",
      " cov=[[\(extreme()), \(mostly("40"))]]", " mean=axis(\(extreme()))",
    ])
    return
      "mixture \(kind) n=\(mostly("4")) p=\(mostly("9")) mu=\(mostly("2")) noise=\(mostly("1"))"
      + " seed=\(mostly("1")) flip=\(mostly("0"))" + own + covariance
  }

  private mutating func network() -> String {
    "network m=\(mostly("3")) gamma=\(mostly("0.5")) init=\(mostly("1e-8")) outer=\(mostly("1"))"
      + " positive=\(mostly("1")) seed=\(mostly("1"))"
  }

  private mutating func training() -> String {
    pick([
      "run steps=\(mostly("30")) lr=\(mostly("0.1")) points=\(mostly("9")) diverge=\(mostly("1e9"))",
      "run steps=\(mostly("1e12")) loss=\(pick(["logistic", "hinge"])) record=[\(pick(Self.quantities))]",
      "run steps=50 until=loss<\(extreme())", "step \(extreme())", "step lr=\(extreme())",
      "flow time=\(mostly("20")) points=\(mostly("5")) tolerance=\(mostly("1e-6"))",
      "error samples=\(mostly("100")) precision=\(mostly("0.1"))",
    ])
  }

  private mutating func lookup() -> String {
    let (a, b, c) = (extreme(), extreme(), mostly("3"))
    return pick([
      "print (\(a))..(\(b))", "print [1, 2, 3][\(a)]", "print geomspace(\(a), \(b), \(c))",
      "print linspace(\(a), \(b), \(c))", "print gram[\(a), \(b)]", "show \(a)", "undo \(a)",
      "print floor(\(a)), round(\(b)), (\(a))^(\(b))", "print quantile([\(a), \(b)], \(c))",
      "verify", "conditions", "print r[\(a)]",
    ])
  }

  private mutating func sweep() -> String {
    let keys = Self.swept.shuffled(using: &random).prefix(2).map { key, right in
      "\(key)=[\(mostly(right)), \(extreme())]"
    }
    return
      "sweep r \(keys.joined(separator: " ")) repeat=\(mostly("1")) measure=\(pick(Self.quantities))"
  }

  /// A picture of the last table that ran.
  private mutating func table() -> String {
    let place = { (generator: inout Self) -> String in
      let (key, number) = (generator.pick(["mu", "noise", "rho", "1"]), generator.extreme())
      return generator.pick([
        "(\(number))*\(key)", "\(key)", "\(number)", "\(key)^30", "(\(number))+\(key)",
        "(\(number))/\(key)",
      ])
    }
    let (x, y, color) = (place(&self), place(&self), place(&self))
    return pick(["plot r x=\(x) y=\(y) color=\(color)", "plot r x=\(x)", "plot r color=\(color)"])
      + " \(scales())"
  }

  private mutating func scales() -> String {
    ["xscale", "yscale"].compactMap { key in
      below(3) == 0 ? "\(key)=\(pick(["log", "linear"]))" : nil
    }.joined(separator: " ")
  }
}
