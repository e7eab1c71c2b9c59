// SPDX-License-Identifier: Apache-2.0

/// Norms of single neurons and how far they lie from each other.
struct NeuronGeometry {
  let problem: TrainingProblem
  let preactivations: Matrix
  let coefficients: Matrix

  /// ‖w_j‖² (m).
  var squaredNorms: [Double] {
    return (0..<problem.neurons).map { j in
      let b = coefficients.column(j)
      let square =
        problem.initialSquaredNorms[j]
        + LinearAlgebra.dot(b, problem.initialPreactivations.column(j))
        + LinearAlgebra.dot(b, preactivations.column(j))
      return max(square, 0)
    }
  }

  /// Cosine of each neuron with its limit, `nan` where one of them is 0 (m).
  func cosines(with limit: LimitDirection) -> [Double] {
    let norms = squaredNorms
    let n = problem.points
    return (0..<problem.neurons).map { j in
      let sign = j < problem.network.positiveNeurons ? 0 : 1
      let beta = limit.coefficients[sign]
      let column = preactivations.storage[j * n..<(j + 1) * n]
      let product = zip(beta, column).reduce(0) { $0 + $1.0 * $1.1 }
      let size = (norms[j] * limit.squaredNorms[sign]).squareRoot()
      guard size > 0 else { return .nan }
      return min(1, max(-1, (sign == 0 ? product : -product) / size))
    }
  }

  /// Largest 1 − cos of a neuron with the mean of its sign's neurons; `nil` where all are 0.
  ///
  /// From w_j − w̄, whose coefficients are differences, so that a tiny dispersion is exact.
  func dispersion() -> Double? {
    let norms = squaredNorms
    var largest: Double?
    for (sign, range) in problem.signRanges.enumerated() where !range.isEmpty {
      let mean = SignMean(
        self, range: range, squaredInitial: problem.initialSpread.squaredMeans[sign])
      guard mean.squaredNorm > 0 else { continue }
      for j in range where norms[j] > 0 {
        largest = max(largest ?? 0, mean.misalignment(ofNeuron: j, squaredNorm: norms[j]))
      }
    }
    return largest
  }

  /// w̄, the mean of the neurons of one sign.
  private struct SignMean {
    let geometry: NeuronGeometry
    let preactivations: [Double]
    let initialPreactivations: [Double]
    let coefficients: [Double]
    let squaredInitial: Double
    let squaredNorm: Double

    init(_ geometry: NeuronGeometry, range: Range<Int>, squaredInitial: Double) {
      self.geometry = geometry
      self.squaredInitial = squaredInitial
      preactivations = geometry.preactivations.meanOfColumns(range)
      initialPreactivations = geometry.problem.initialPreactivations.meanOfColumns(range)
      coefficients = geometry.coefficients.meanOfColumns(range)
      var square = squaredInitial
      for i in coefficients.indices {
        square += coefficients[i] * (initialPreactivations[i] + preactivations[i])
      }
      squaredNorm = square
    }

    func misalignment(ofNeuron j: Int, squaredNorm neuronSquare: Double) -> Double {
      let problem = geometry.problem
      let spread = problem.initialSpread
      let b = geometry.coefficients.column(j).minus(coefficients)
      let h = geometry.preactivations.column(j).minus(preactivations)
      let h0 = problem.initialPreactivations.column(j).minus(initialPreactivations)
      let distance =
        spread.squaredDistance[j] + LinearAlgebra.dot(b, h0) + LinearAlgebra.dot(b, h)
      let along =
        spread.withMean[j] - squaredInitial + LinearAlgebra.dot(b, initialPreactivations)
        + LinearAlgebra.dot(coefficients, h)
      let squaredSine = (distance - along * along / squaredNorm) / neuronSquare
      let angle = Alignment.Angle(
        product: squaredNorm + along, squaredNorms: squaredNorm * neuronSquare,
        squaredSine: squaredSine)
      return angle?.misalignment ?? 0
    }
  }
}

extension ArraySlice<Double> {
  fileprivate func minus(_ other: [Double]) -> [Double] {
    precondition(count == other.count, "\(count) and \(other.count) entries")
    return withUnsafeBufferPointer { a in
      other.withUnsafeBufferPointer { b in
        [Double](unsafeUninitializedCapacity: a.count) { result, size in
          for i in a.indices { result.initializeElement(at: i, to: a[i] - b[i]) }
          size = a.count
        }
      }
    }
  }
}

extension Matrix {
  /// The mean of some columns; zeros if there are none.
  func meanOfColumns(_ range: Range<Int>) -> [Double] {
    var mean = [Double](repeating: 0, count: rows)
    storage.withUnsafeBufferPointer { storage in
      mean.withUnsafeMutableBufferPointer { mean in
        for j in range {
          for i in 0..<rows { mean[i] += storage[i + j * rows] }
        }
      }
    }
    let count = Double(max(range.count, 1))
    return mean.map { $0 / count }
  }
}
