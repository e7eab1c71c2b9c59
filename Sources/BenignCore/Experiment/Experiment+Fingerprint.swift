// SPDX-License-Identifier: Apache-2.0

extension Experiment {
  /// A hash over data, network and every bit of the state; of very large states over evenly chosen entries.
  ///
  /// - Complexity: O(nm), at most about a millisecond, once the data's own is known.
  public var fingerprint: UInt64 {
    var print = Fingerprint()
    print.add(UInt64(bitPattern: Int64(network?.neurons ?? 0)))
    if let design, problem == nil {
      print.add(design.labels)
      print.add(sampleOf: design.points)
      if case .heldOut(let rows) = design.test {
        print.add(rows.labels)
        print.add(sampleOf: rows.points)
      }
    }
    guard let problem, let training else { return print.value }
    print.add(problem.fingerprint)
    for matrix in [training.preactivations, training.coefficients] { print.add(sampleOf: matrix) }
    print.add([
      training.step, training.time, training.explicitSteps, training.leaptSteps,
      training.lossIncreases, training.activationStep ?? -1, training.learningRate ?? 0,
      training.diverged ? 1 : 0,
    ])
    print.add(training.loss.word + training.reduction.rawValue)
    let optimization = training.optimization
    print.add(optimization.optimizer.word)
    print.add([
      optimization.momentum, Double(optimization.batch), optimization.decay, training.initialScale,
      training.velocity?.initialScale ?? 0,
    ])
    for matrix in [training.velocity?.preactivations, training.velocity?.coefficients] {
      if let matrix { print.add(sampleOf: matrix) }
    }
    return print.value
  }
}

extension Fingerprint {
  private static let mostEntries = 1 << 18

  fileprivate mutating func add(sampleOf matrix: Matrix) {
    let entries = matrix.storage
    guard entries.count > Self.mostEntries else { return add(entries) }
    let stride = entries.count / Self.mostEntries + 1
    add(Swift.stride(from: 0, to: entries.count, by: stride).map { entries[$0] })
  }
}
