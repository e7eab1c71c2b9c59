// SPDX-License-Identifier: Apache-2.0

/// One step of the explicit Runge–Kutta method of order 8(5,3) by Dormand and Prince (Hairer, Nørsett, Wanner: DOP853).
final class DormandPrince {
  private let equation: ModifiedEquation
  private var stages: [[Lanes]]
  private var argument: [Lanes]
  /// Whether stage 0 holds the derivative at the present place.
  private var isFirstStageKnown = false

  init(_ equation: ModifiedEquation) {
    self.equation = equation
    let zeros = [Lanes](repeating: .zero, count: equation.tiles.tiles)
    stages = [[Lanes]](repeating: zeros, count: 12)
    argument = zeros
  }

  struct Step {
    let value: [Lanes]
    /// Estimated local error (n).
    let error: [Lanes]
  }

  func forgetFirstStage() { isFirstStageKnown = false }

  /// From (x, c) to x + h. A second attempt from the same place uses the first stage again.
  func step(_ x: Double, _ c: [Lanes], _ h: Double) -> Step {
    if !isFirstStageKnown { equation.derivative(x, c, into: &stages[0]) }
    isFirstStageKnown = true
    for stage in 1..<12 {
      combine(Self.a[stage], c, h)
      equation.derivative(x + Self.c[stage] * h, argument, into: &stages[stage])
    }
    combine(Self.b, c, h)
    return Step(value: argument, error: errorEstimate(h))
  }

  /// argument = c + h Σ weights·stages.
  private func combine(_ weights: [Double], _ c: [Lanes], _ h: Double) {
    for i in argument.indices { argument[i] = c[i] }
    for (stage, weight) in weights.enumerated() where weight != 0 {
      let factor = Lanes(repeating: h * weight)
      for i in argument.indices {
        argument[i] = argument[i].addingProduct(factor, stages[stage][i])
      }
    }
  }

  /// Hairer's combination of the embedded errors of orders 5 and 3, which behaves like h⁸.
  private func errorEstimate(_ h: Double) -> [Lanes] {
    var fifth = [Lanes](repeating: .zero, count: argument.count)
    var square5 = 0.0
    var square3 = 0.0
    for i in fifth.indices {
      var five = Lanes.zero
      var three = Lanes.zero
      for stage in 0..<12 {
        five += Self.e5[stage] * stages[stage][i]
        three += Self.e3[stage] * stages[stage][i]
      }
      fifth[i] = five
      square5 += (five * five).sum()
      square3 += (three * three).sum()
    }
    if square5 == 0 { return fifth }
    let factor = h * (square5 / (square5 + 0.01 * square3)).squareRoot()
    return fifth.map { $0 * factor }
  }

  private static let c = [
    0.0, 0.05260015195876773, 0.0789002279381516, 0.1183503419072274, 0.2816496580927726,
    0.3333333333333333, 0.25, 0.3076923076923077, 0.6512820512820513, 0.6, 0.8571428571428571, 1,
  ]
  private static let a: [[Double]] = [
    [],
    [0.05260015195876773],
    [0.0197250569845379, 0.0591751709536137],
    [0.02958758547680685, 0, 0.08876275643042054],
    [0.2413651341592667, 0, -0.8845494793282861, 0.924834003261792],
    [0.037037037037037035, 0, 0, 0.17082860872947386, 0.12546768756682242],
    [0.037109375, 0, 0, 0.17025221101954405, 0.06021653898045596, -0.017578125],
    [
      0.03709200011850479, 0, 0, 0.17038392571223998, 0.10726203044637328, -0.015319437748624402,
      0.008273789163814023,
    ],
    [
      0.6241109587160757, 0, 0, -3.3608926294469414, -0.868219346841726, 27.59209969944671,
      20.154067550477894, -43.48988418106996,
    ],
    [
      0.47766253643826434, 0, 0, -2.4881146199716677, -0.590290826836843, 21.230051448181193,
      15.279233632882423, -33.28821096898486, -0.020331201708508627,
    ],
    [
      -0.9371424300859873, 0, 0, 5.186372428844064, 1.0914373489967295, -8.149787010746927,
      -18.52006565999696, 22.739487099350505, 2.4936055526796523, -3.0467644718982196,
    ],
    [
      2.273310147516538, 0, 0, -10.53449546673725, -2.0008720582248625, -17.9589318631188,
      27.94888452941996, -2.8589982771350235, -8.87285693353063, 12.360567175794303,
      0.6433927460157636,
    ],
  ]
  private static let b = [
    0.054293734116568765, 0, 0, 0, 0, 4.450312892752409, 1.8915178993145003, -5.801203960010585,
    0.3111643669578199, -0.1521609496625161, 0.20136540080403034, 0.04471061572777259,
  ]
  private static let e3 = [
    -0.18980075407240762, 0, 0, 0, 0, 4.450312892752409, 1.8915178993145003, -5.801203960010585,
    -0.4226823213237919, -0.1521609496625161, 0.20136540080403034, 0.02265179219836082,
  ]
  private static let e5 = [
    0.01312004499419488, 0, 0, 0, 0, -1.2251564463762044, -0.4957589496572502, 1.6643771824549864,
    -0.35032884874997366, 0.3341791187130175, 0.08192320648511571, -0.022355307863886294,
  ]
}
