// SPDX-License-Identifier: Apache-2.0

/// Gradient descent while patterns change from step to step, but in few pairs at a time.
///
/// Against a base pattern D^s of each sign, S̃_ij = v_iỹ_ia_j(D^s_i + ΔD_ij): every neuron of a sign gets the same G(v∘ỹ∘a_sD^s), and a column of G
/// for each pair that deviates. That is the same step as the full one, in O(n² + nm + nq) for q deviating pairs instead of O(n²g) for g patterns.
struct ChatteringPhase: Invariant {
  let problem: TrainingProblem
  /// The columns of G.
  let columns: PaddedColumns
  let bases: [Base]
  let loss: Loss
  /// H (m columns in lanes).
  var fields: [Lanes]
  /// Which points are active, neuron by neuron.
  var active: [PatternBits]
  /// B but for what `sums` adds to it.
  var coefficients: Matrix
  /// Σ v since B was last written (n).
  var sums: [Lanes]
  /// u (n); nothing descends where it is padded.
  var margins: [Lanes]

  /// A column of G costs about five times as much by itself as in a product of matrices.
  let mostDeviations: Int

  /// What the neurons of one sign share.
  struct Base {
    let neurons: Range<Int>
    /// a_s: v∘ỹ∘a_sD^s is added to each neuron's column of B (n).
    let weights: [Lanes]
    /// a_sỹ∘(D̄^s − D^s), D̄ the other slope: what a deviating pair gets beyond it (n).
    let deviations: [Lanes]
    /// The base pattern.
    let active: [PatternBits]
    /// The points with this sign.
    let own: [PatternBits]
  }

  /// More points than this are left to full steps: G would be kept twice.
  private static let mostPoints = 2_048
  /// More pairs than this, too: moving and keeping all of H and B then costs as much as a full step.
  private static let mostPairs = 600_000
  /// Multiplications of a step: some milliseconds.
  private static let mostProducts = 10_000_000

  /// `nil` where deviating pairs are so many that full steps are cheaper.
  init?(
    _ state: TrainingState, margins: [Double], groups: PatternGroups, in problem: TrainingProblem
  ) {
    let n = problem.points
    guard n <= Self.mostPoints, n * problem.neurons <= Self.mostPairs else { return nil }
    mostDeviations = min(groups.groups.count * n / 5, (Self.mostProducts - n * n) / n)
    bases = problem.signRanges.indices.map { Base(sign: $0, groups: groups, in: problem) }
    let deviations = groups.groups.reduce(0) { [bases] sum, group in
      sum + group.members.count * group.pattern.distance(to: bases[group.sign > 0 ? 0 : 1].active)
    }
    guard deviations <= mostDeviations else { return nil }
    self.problem = problem
    columns = problem.gramColumns
    loss = state.loss
    fields = PaddedColumns.lanes(of: state.preactivations)
    coefficients = state.coefficients
    sums = [Lanes](repeating: .zero, count: columns.tiles)
    self.margins = LaneVector(margins, padding: 1e300).lanes
    active = [PatternBits](
      repeating: PatternBits(), count: problem.neurons * bases[0].active.count)
    for group in groups.groups {
      for j in group.members {
        let place = j * group.pattern.count
        active.replaceSubrange(place..<place + group.pattern.count, with: group.pattern)
      }
    }
    checkInvariants()
  }

  /// The active points are those where H is positive, every neuron has a base, and what is padded neither moves nor descends.
  var isConsistent: Bool {
    let n = problem.points
    let padding = 8 * sums.count - n
    return bases.flatMap(\.neurons) == Array(0..<problem.neurons)
      && fields.count == sums.count * problem.neurons && active == activeByFields
      && coefficients.rows == n && coefficients.columns == problem.neurons
      && sums.values(8 * sums.count).suffix(padding).allSatisfy { $0 == 0 }
      && margins.values(8 * sums.count).suffix(padding).allSatisfy { $0 == 1e300 }
  }

  private var activeByFields: [PatternBits] {
    (0..<problem.neurons).flatMap { j in
      let own = Array(fields[j * sums.count..<(j + 1) * sums.count])
      return PatternBits.of(own.values(problem.points).map { $0 > 0 })
    }
  }

  /// About a third of a millisecond's worth.
  var stepsAtOnce: Int {
    let n = problem.points
    return max(1, 2_000_000 / (n * n + 8 * n * problem.neurons))
  }

  /// Writes W(t) into a state.
  mutating func flush(into state: inout TrainingState) {
    checkInvariants()
    let n = problem.points
    coefficients.storage.withUnsafeMutableBufferPointer { b in
      state.preactivations.storage.withUnsafeMutableBufferPointer { h in
        for base in bases {
          for j in base.neurons {
            for tile in sums.indices {
              let (place, width) = (j * n + 8 * tile, min(8, n - 8 * tile))
              h.store(fields[j * sums.count + tile], at: place, width)
              b.store(
                b.lanes(place, width).addingProduct(base.weights[tile], sums[tile]), at: place,
                width)
            }
          }
        }
      }
    }
    state.coefficients = coefficients
    for tile in sums.indices { sums[tile] = .zero }
  }
}

extension ChatteringPhase.Base {
  /// The base pattern: at each point the side on which most neurons of the sign are.
  fileprivate init(sign s: Int, groups: PatternGroups, in problem: TrainingProblem) {
    let n = problem.points
    let sign: Double = s == 0 ? 1 : -1
    let outer = problem.network.outerWeight * sign
    let gamma = problem.network.negativeSlope
    neurons = problem.signRanges[s]
    var counts = [Lanes](repeating: .zero, count: (n + 7) / 8)
    for group in groups.groups where group.sign == sign {
      let members = Lanes(repeating: Double(group.members.count))
      for tile in counts.indices {
        counts[tile] += Lanes.zero.replacing(
          with: members, where: group.pattern.mask(ofTile: tile))
      }
    }
    let isActive = counts.values(n).map { [majority = neurons.count] in
      2 * $0 > Double(majority)
    }
    active = PatternBits.of(isActive)
    own = PatternBits.of(problem.labels.map { $0 == sign })
    weights =
      LaneVector((0..<n).map { outer * problem.labels[$0] * (isActive[$0] ? 1 : gamma) }).lanes
    deviations =
      LaneVector(
        (0..<n).map { outer * problem.labels[$0] * (isActive[$0] ? gamma - 1 : 1 - gamma) }
      ).lanes
  }
}
