// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Data and network together: all that stays as it is while W trains, computed once.
///
/// Every vector in R^p is known by its inner products: w_j(t) = w_j(0) + Σ_i B_ij x_i, and H = X Wᵀ.
final class TrainingProblem: Sendable {
  let design: Design
  let network: NetworkDefinition
  /// H(0) = X W(0)ᵀ (n×m).
  let initialPreactivations: Matrix
  /// ‖w_j(0)‖² (m).
  let initialSquaredNorms: [Double]
  /// For the neurons of each sign (+, −): ⟨w_j(0), w̄(0)⟩ and ‖w_j(0) − w̄(0)‖², with w̄ their mean.
  let initialSpread: InitialSpread
  /// What costs much, kept once it is known.
  let solutions = Mutex(Solutions())

  struct Solutions: Sendable {
    var direction: DirectionAnswer?
    /// `nil` inside where the run's own limit was looked for and is not certain.
    var runLimit: LimitDirection??
    var gramTiles: GramTiles?
    var gramColumns: PaddedColumns?
    var fingerprint: UInt64?
  }

  struct InitialSpread: Sendable {
    /// ⟨w_j(0), w̄_s(0)⟩ (m).
    let withMean: [Double]
    /// ‖w_j(0) − w̄_s(0)‖² (m).
    let squaredDistance: [Double]
    /// ‖w̄_s(0)‖² for s = +, −.
    let squaredMeans: [Double]
    /// ⟨w̄_s(0), x_i⟩ for s = +, − (n each).
    let fields: [[Double]]
  }

  init(design: Design, network: NetworkDefinition) {
    self.design = design
    self.network = network
    var preactivations = LinearAlgebra.product(design.points, design.neurons, .second)
    let init0 = network.initialDeviation
    for index in preactivations.storage.indices { preactivations.storage[index] *= init0 }
    initialPreactivations = preactivations
    initialSquaredNorms = design.neurons.squaredRowNorms.map { $0 * init0 * init0 }
    initialSpread = Self.spread(design.neurons, preactivations, network: network)
  }

  var points: Int { design.count }
  var neurons: Int { network.neurons }
  var labels: [Double] { design.labels }

  /// The neurons of sign +, then those of sign −.
  var signRanges: [Range<Int>] {
    [0..<network.positiveNeurons, network.positiveNeurons..<network.neurons]
  }

  private static func spread(
    _ neurons: Matrix, _ preactivations: Matrix, network: NetworkDefinition
  ) -> InitialSpread {
    let variance = network.initialDeviation * network.initialDeviation
    var withMean = [Double](repeating: 0, count: neurons.rows)
    var distance = [Double](repeating: 0, count: neurons.rows)
    var squaredMeans = [Double]()
    let p = network.positiveNeurons
    let ranges = [0..<p, p..<network.neurons]
    for range in ranges {
      let mean = neurons.meanOfRows(range)
      squaredMeans.append(LinearAlgebra.dot(mean, mean) * variance)
      neurons.storage.withUnsafeBufferPointer { entries in
        withMean.withUnsafeMutableBufferPointer { withMean in
          distance.withUnsafeMutableBufferPointer { distance in
            for (column, mean) in mean.enumerated() {
              for j in stride(from: range.lowerBound, to: range.upperBound, by: 8) {
                let width = min(8, range.upperBound - j)
                let entry = entries.lanes(j + column * neurons.rows, width)
                let away = entry - mean
                withMean.store(
                  withMean.lanes(j, width) + entry * mean * variance, at: j, width)
                distance.store(distance.lanes(j, width) + away * away * variance, at: j, width)
              }
            }
          }
        }
      }
    }
    return InitialSpread(
      withMean: withMean, squaredDistance: distance, squaredMeans: squaredMeans,
      fields: ranges.map(preactivations.meanOfColumns))
  }
}
