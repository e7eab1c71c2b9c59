// SPDX-License-Identifier: Apache-2.0

import Concurrency

/// Full steps.
extension DescentMotion {
  /// H is computed anew from B so often, against drift.
  static let refreshInterval = 1_000

  private static let lowestMarginOfAll = Loss.all.map(\.lowestMargin).max() ?? 0

  /// One step on every pair; `false` where the next state would overflow, and nothing has changed.
  mutating func walkFully() throws(CoreError) -> Bool {
    let weights = rule.weights(descents)
    let rescue = isRisky(weights) ? (state, margins) : nil
    let step = FullStep(problem: problem)
    let change = try step.change(weights, groups: groups, stop: stop)
    step.add(change, groups: groups, to: &state)
    stepsSinceRefresh += 1
    if stepsSinceRefresh >= Self.refreshInterval { refresh() }
    Margins.compute(state.preactivations, problem, into: &margins)
    if let rescue, !state.loss.canStep(from: margins) {
      (state, margins) = rescue
      return false
    }
    let next = PatternGroups(of: state.preactivations, in: problem)
    quietSteps = next == groups ? quietSteps + 1 : 0
    groups = next
    if state.activationStep == nil, groups.areActivated(of: state, in: problem) {
      state.activationStep = state.step + 1
    }
    beginPhase()
    finishStep()
    return true
  }

  /// Whether the step could carry a margin out of the representable range.
  private func isRisky(_ weights: [Double]) -> Bool {
    var largest = 0.0
    for i in 0..<problem.points { largest = max(largest, problem.design.gram[i, i]) }
    let outer = problem.network.outerWeight
    let reach = weights.reduce(0, +) * largest * outer * outer * Double(problem.neurons)
    // The narrowest range serves every loss: a step that is only looked at before it is taken is the same step.
    let lowest = Self.lowestMarginOfAll
    return !((margins.min() ?? 0) - reach > lowest && reach < 1e150)
  }

  /// Computes H anew from B. Where an interrupt is asked for H stays as it is, since the next run begins anew.
  mutating func refresh() {
    guard let change = try? problem.gramProduct(state.coefficients, stop: stop) else { return }
    stepsSinceRefresh = 0
    for index in change.storage.indices {
      state.preactivations.storage[index] =
        state.initialScale * problem.initialPreactivations.storage[index] + change.storage[index]
    }
  }
}

extension Loss {
  /// Whether the losses at these margins are numbers that a step may be made of.
  func canStep(from margins: [Double]) -> Bool {
    margins.allSatisfy { $0 >= lowestMargin && $0 < 1e150 }
  }
}
