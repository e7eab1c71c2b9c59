// SPDX-License-Identifier: Apache-2.0

import Concurrency

/// A training problem's largest-margin program in units in which nothing over- or underflows, and the way back from them.
///
/// With v_s = √q_s·p_s a network w_j = a_jp_s has ỹ_if(x_i) = m a² Σ_s √q_s ζ^s_i ỹ_i⟨v_s, x_i⟩ and ‖W‖² = m a²‖v‖². The program leaves m a² out, and
/// divides points that are very long or very short by a power of two.
struct SeparatingProgram {
  let program: MarginProgram
  private let problem: TrainingProblem
  /// ζ^s, the slope of each constraint's pairs, for s = +, − (one a constraint each).
  private let slopes: [[Double]]
  /// The program's points are 2^−unit times those of the problem.
  private let unit: Int

  /// - Parameter slopes: ζ⁺ and ζ⁻ of the constraints, a whole number of copies of the points one after the other.
  init(_ problem: TrainingProblem, slopes: [[Double]], stop: StopSignal) {
    self.problem = problem
    self.slopes = slopes
    let design = problem.design
    let unit = design.unitExponent
    self.unit = unit
    var points = design.points
    var gram = design.gram
    if unit != 0 {
      for k in points.storage.indices {
        points.storage[k] = points.storage[k].timesPowerOfTwo(-unit)
      }
      gram = LinearAlgebra.gram(points)
    }
    let owners = slopes[0].indices.map { $0 % problem.points }
    let coefficients = problem.presentSigns.map { sign in
      let weight = problem.signShares[sign].squareRoot()
      return slopes[sign].indices.map { weight * slopes[sign][$0] * problem.labels[owners[$0]] }
    }
    program = MarginProgram(
      rows: ConstraintRows(points: points, owners: owners, coefficients: coefficients),
      gram: gram, stop: stop)
  }

  /// λ of the problem itself (one a constraint).
  func multipliers(_ solution: MarginProgram.Solution) -> [Double] {
    let outer = problem.network.outerWeight
    let size = Double(problem.neurons) * outer * outer
    return solution.multipliers.map { $0.timesPowerOfTwo(-2 * unit) / size }
  }

  /// 1/‖Ŵ‖.
  func margin(_ solution: MarginProgram.Solution) -> Double {
    let length = LinearAlgebra.dot(solution.vector, solution.vector).squareRoot()
    let outer = problem.network.outerWeight * Double(problem.neurons).squareRoot()
    return (outer / length).timesPowerOfTwo(unit)
  }

  func direction(_ solution: MarginProgram.Solution) -> LimitDirection {
    let points = problem.design.points
    let length = LinearAlgebra.dot(solution.vector, solution.vector).squareRoot()
    let size = length * Double(problem.neurons).squareRoot()
    var vectors = [[Double]](
      repeating: [Double](repeating: 0, count: points.columns), count: 2)
    for (part, sign) in problem.presentSigns.enumerated() {
      let factor = 1 / (size * problem.signShares[sign].squareRoot())
      vectors[sign] = program.rows.part(solution.vector, part).map { $0 * factor }
    }
    // A gap of ε leaves v within a multiple of √ε of the optimum, relative to its length.
    let error = (4 * (solution.certificate.gap + .ulpOfOne)).squareRoot()
    let lengths = program.rows.points.squaredRowNorms.map {
      $0.squareRoot().timesPowerOfTwo(unit)
    }
    let uncertainties = problem.signShares.map { share in
      let least = share > 0 ? error / (Double(problem.neurons) * share).squareRoot() : 0
      return lengths.map { $0 * least }
    }
    return LimitDirection(
      vectors: vectors, coefficients: coefficients(solution, size: size),
      products: vectors.map { LinearAlgebra.product(points, $0) }, uncertainties: uncertainties)
  }

  /// β^s_i = Σ λ_kζ^s_kỹ_i over the constraints k of point i.
  private func coefficients(_ solution: MarginProgram.Solution, size: Double) -> [[Double]] {
    slopes.map { slopes in
      var sums = [Double](repeating: 0, count: problem.points)
      for (k, slope) in slopes.enumerated() {
        let point = k % problem.points
        sums[point] += solution.multipliers[k] * slope * problem.labels[point] / size
      }
      return sums.map { $0.timesPowerOfTwo(-unit) }
    }
  }
}

extension TrainingProblem {
  /// q₊ and q₋, the shares of the neurons with a_j > 0 and a_j < 0.
  var signShares: [Double] { [network.positiveShare, 1 - network.positiveShare] }
  /// The signs (0 for +, 1 for −) that some neuron has.
  var presentSigns: [Int] { [0, 1].filter { !signRanges[$0].isEmpty } }
}

extension Design {
  /// 0 where the points' inner products are ordinary numbers; else the exponent of the shortest point that is not zero.
  fileprivate var unitExponent: Int {
    let ordinary = 1e-250...1e250
    if (0..<gram.rows).allSatisfy({ ordinary.contains(gram[$0, $0]) || gram[$0, $0] == 0 }),
      (0..<gram.rows).contains(where: { gram[$0, $0] != 0 })
    {
      return 0
    }
    var largest = [Double](repeating: 0, count: points.rows)
    for j in 0..<points.columns {
      for i in largest.indices { largest[i] = max(largest[i], abs(points[i, j])) }
    }
    return largest.filter { $0 > 0 }.min()?.exponent ?? 0
  }
}
