// SPDX-License-Identifier: Apache-2.0
import BenignCharts

/// A figure of every kind, from closed forms, as the golden files hold them.
enum Examples {
  static let all: [(name: String, figure: Figure)] = [
    ("trajectory", trajectory), ("comparison", comparison), ("sweep", sweep),
    ("categories", categories), ("margins", margins), ("spectrum", spectrum),
    ("scores", scores), ("gram", gram), ("phases", phases), ("kinds", kinds),
    ("extremes", extremes), ("gaps", gaps), ("hostile", hostile), ("empty", empty),
    ("limits", limits), ("colors", colors), ("column", column), ("wide", wide),
  ]

  /// Points evenly in log t, as a run records them, with t = 0 before.
  private static let steps: [Double] = [0] + (0...120).map { power(Double($0) / 20) }

  /// One series over six decades, with a reference.
  static let trajectory = Figure(
    title: "Misalignment with the convergent direction",
    subtitle: "gaussian, n = 100, p = 20 000, ‖μ‖ = 8; m = 64, γ = 0.2; learning rate 1.9e-4",
    x: Axis("t", unit: "steps"), y: Axis("misalignment"),
    layers: [
      .line(
        NumberSeries(name: "misalignment", x: steps, y: steps.map { 0.3 / (1 + $0 / 8) }))
    ])

  /// Several series that end close to one another, with limits and a prediction beyond the axis.
  static let comparison = Figure(
    title: "Test error on the way to its limit", subtitle: "weak against strong signal",
    x: Axis("t", unit: "steps"), y: Axis("test_error"),
    layers: [
      .line(NumberSeries(name: "weak", x: steps, y: steps.map { 0.02 + 0.4 / (1 + $0) })),
      .line(NumberSeries(name: "strong", x: steps, y: steps.map { 1e-4 + 0.45 / (1 + $0 * $0) })),
      .line(
        NumberSeries(name: "strong, flow", x: steps, y: steps.map { 1.4e-4 + 0.4 / (1 + $0 * $0) })),
      .reference(ReferenceLine(.horizontal, at: 1.2e-4, label: "limit error")),
      .reference(ReferenceLine(.horizontal, at: 1.905e-4, label: "mean field")),
      .reference(ReferenceLine(.horizontal, at: 9.866e-10, label: "Bayes error")),
      .reference(ReferenceLine(.vertical, at: 150, label: "activated")),
    ])

  /// Curves with bands of one standard error over a swept setting.
  static let sweep: Figure = {
    let norms = [2.0, 3, 4, 5, 6, 7, 8, 10, 12]
    let curve = { (n: Double) in norms.map { 0.5 / (1 + n * $0 * $0 * $0 * $0 / 20_000) } }
    let layer = { (n: Double) in
      Layer.line(
        NumberSeries(
          name: "n = \(Int(n))", x: norms, y: curve(n),
          band: .init(
            low: curve(n).map { $0 * 0.8 - 0.002 }, high: curve(n).map { $0 * 1.2 + 0.002 })))
    }
    return Figure(
      title: "Limit error against the strength of the signal",
      subtitle: "mean of 20 repeats ± one standard error",
      x: Axis("mu"), y: Axis("limit_error"), layers: [layer(25), layer(50), layer(100), layer(200)])
  }()

  /// A swept word on the x axis.
  static let categories = Figure(
    title: "Heavy tails",
    x: Axis(
      "kind",
      categories: ["gaussian", "rademacher", "uniform", "student, df = 2.5", "pareto, tail = 2.1"]),
    y: Axis("limit_error", scale: .linear),
    layers: [
      .line(
        NumberSeries(
          name: "limit_error", x: [0, 1, 2, 3, 4], y: [0.012, 0.0119, 0.0121, 0.031, 0.19],
          band: .init(
            low: [0.01, 0.01, 0.01, 0.02, 0.1], high: [0.014, 0.014, 0.014, 0.042, 0.28])))
    ])

  /// A vector with two groups.
  static let margins: Figure = {
    let values = (0..<100).map { 0.021 + 0.004 * wave($0) }
    return Figure(
      title: "Margins of the training points", subtitle: "t = 1 000 001",
      x: Axis("point"), y: Axis("ỹᵢ f(xᵢ)/‖W‖"),
      layers: [
        .stems(
          VectorSeries(
            name: "margins", values: values,
            grouping: Grouping(
              members: (0..<100).map { $0 * 7 % 5 < 2 ? 0 : 1 }, names: ["ỹ = +1", "ỹ = −1"]))),
        .reference(ReferenceLine(.horizontal, at: 0.0262, label: "limit margin")),
      ])
  }()

  /// A vector over nine decades.
  static let spectrum = Figure(
    title: "Spectrum of K", x: Axis("index"), y: Axis("eigenvalue"),
    layers: [
      .stems(VectorSeries(name: "spectrum", values: (0..<64).map { 4e5 * power(-Double($0) / 7) }))
    ])

  /// A histogram by group, with the decision threshold.
  static let scores: Figure = {
    let count = 400
    let values = (0..<count).map { index in
      (index % 2 == 0 ? 1.3 : -1.3) + 0.9 * wave(index) + 0.6 * wave(index * 3 + 1)
    }
    return Figure(
      title: "Scores of the test points", x: Axis("f(x)"), y: Axis("points"),
      layers: [
        .histogram(
          Histogram(
            name: "scores", values: values,
            grouping: Grouping(members: (0..<count).map { $0 % 2 }, names: ["y = +1", "y = −1"]))),
        .reference(ReferenceLine(.vertical, at: 0, label: "decision threshold")),
      ])
  }()

  /// A matrix about zero.
  static let gram: Figure = {
    let n = 40
    let storage = (0..<n * n).map { index -> Double in
      let (i, k) = (index % n, index / n)
      return i == k ? 1 : (i % 2 == k % 2 ? 0.25 : -0.25) + 0.15 * wave(min(i, k) * 41 + max(i, k))
    }
    return Figure(
      title: "Cosines between neurons", subtitle: "t = 1", x: Axis("neuron"),
      y: Axis("neuron", isReversed: true),
      layers: [
        .heatMap(
          HeatMap(
            rows: n, columns: n, storage: storage,
            color: ColorScale("cosine", palette: .diverging(center: 0))))
      ])
  }()

  /// A table over two settings, the phase boundary drawn in.
  static let phases: Figure = {
    let counts = [10.0, 20, 40, 80, 160, 320, 640]
    let norms = (2...20).map(Double.init)
    let values = counts.flatMap { n in
      norms.map { mu in power(-n * mu * mu * mu * mu / (n * mu * mu + 4_000) / 10) / 2 }
    }
    let curve = (0...100).map { power(0.9 + 0.02 * Double($0)) }
    return Figure(
      title: "Weak and strong signal", subtitle: "gaussian, isotropic, p = 4 000",
      x: Axis("mu", scale: .linear), y: Axis("n", unit: "points"),
      layers: [
        .heatMap(HeatMap(x: norms, y: counts, values: values, color: ColorScale("limit_error"))),
        .boundary(
          Boundary(label: "n‖μ‖² = tr Σ", x: curve.map { (4_000 / $0).squareRoot() }, y: curve)),
      ])
  }()

  /// A heat map over words, with an empty cell.
  static let kinds = Figure(
    title: "Verdicts by distribution",
    x: Axis("kind", categories: ["gaussian", "uniform", "pareto"]),
    y: Axis("loss", categories: ["exponential", "logistic", "hinge"]),
    layers: [
      .heatMap(
        HeatMap(
          x: [0, 1, 2], y: [0, 1, 2],
          values: [0.01, 0.02, 0.2, 0.011, 0.021, 0.22, 0.4, .nan, 0.3],
          color: ColorScale("test_error", scale: .linear)))
    ])

  /// From 1e-300 to 1e30.
  static let extremes = Figure(
    title: "As far as leaps go", x: Axis("t", unit: "steps"), y: Axis("loss"),
    layers: [
      .line(
        NumberSeries(
          name: "loss", x: (0...60).map { power(Double($0) / 2) },
          y: (0...60).map { power(-5 * Double($0)) }))
    ])

  /// Values that have no place, in the middle and at the ends.
  static let gaps = Figure(
    title: "What cannot be drawn is counted", x: Axis("x"), y: Axis("y", scale: .log),
    layers: [
      .line(
        NumberSeries(
          name: "y", x: (0..<60).map(Double.init),
          y: (0..<60).map { index in
            switch index {
            case 0: .infinity
            case 20...22: 0
            case 24: .nan
            case 40: -1
            default: 1 + Double(index * index)
            }
          })),
      .reference(ReferenceLine(.horizontal, at: .nan, label: "Bayes error")),
    ])

  /// Strings that must stay strings.
  static let hostile = Figure(
    title: "</title></svg><script>alert(1)</script>",
    subtitle: "\"quotes\" & <tags> \u{0}\u{7}\n'apostrophes'",
    x: Axis("datum[\"x\"]", unit: "]]>"), y: Axis("\\u0022}],\"data\":{\"url\":\"file:///\"}"),
    layers: [
      .line(NumberSeries(name: "datum[\"x\"]", x: [0, 1, 2], y: [0, 1, 4])),
      .line(NumberSeries(name: "</svg>", x: [0, 1, 2], y: [1, 2, 3])),
      .line(
        NumberSeries(
          name: "{{constructor.constructor('x')()}}\u{202E}\u{1F4A5}", x: [0, 1, 2], y: [3, 2, 0])),
      .reference(ReferenceLine(.horizontal, at: 2.5, label: "${1} `x` ' OR 1=1 --")),
    ])

  static let empty = Figure(title: "Nothing to draw", x: Axis("t"), y: Axis("loss"), layers: [])

  /// A reproducible wiggle in −1 … 1 without a C library.
  private static func wave(_ index: Int) -> Double {
    let share = Double(index * 7_919 % 1_009) / 1_009
    return 2 * share - 1
  }

  /// 10^y, to the digits that golden files hold.
  static func power(_ y: Double) -> Double {
    let whole = y.rounded(.down)
    var (result, base, rest) = (1.0, 10.0, y - whole)
    for _ in 0..<50 {
      base = base.squareRoot()
      rest *= 2
      if rest >= 1 {
        result *= base
        rest -= 1
      }
    }
    return result * (Double("1e\(Int(whole))") ?? 0)
  }
}
