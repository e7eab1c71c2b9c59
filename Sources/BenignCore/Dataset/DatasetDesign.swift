// SPDX-License-Identifier: Apache-2.0

import Concurrency

extension DatasetRows {
  /// A design whose coordinates are the features themselves, with a network's initial neurons. It has no mean, so closed forms are empty.
  ///
  /// - Throws: `.resourceLimit`, `.file` for numbers whose squares overflow, `.interrupted`.
  func design(
    of dataset: Dataset, network: NetworkDefinition?, stop: StopSignal
  ) throws(CoreError) -> Design {
    let n = Double(labels.count)
    let m = Double(network?.neurons ?? 0)
    let d = Double(training.columns)
    try MemoryQuota.check(
      doubles: (2 * n + Double(heldOut.labels.count) + m) * d + 4 * n * n + 6 * n * m,
      for: "an experiment with n = \(labels.count)")
    let neurons = try self.neurons(network, stop: stop)
    let gram = try LinearAlgebra.gram(training, stop: stop)
    guard gram.hasFiniteDiagonal else {
      throw .file(
        path: dataset.path, reason: "its numbers are so large that their squares overflow",
        row: nil, column: nil)
    }
    return Design(
      cleanLabels: labels, labels: labels, points: training, neurons: neurons, means: [],
      variances: [], isOrthogonal: false, gram: gram, test: .heldOut(heldOut))
  }

  private func neurons(
    _ network: NetworkDefinition?, stop: StopSignal
  ) throws(CoreError) -> Matrix {
    var neurons = Matrix(rows: network?.neurons ?? 0, columns: training.columns)
    guard let network else { return neurons }
    for row in 0..<neurons.rows {
      try stop.check()
      var stream = RandomStream(seed: network.seed, purpose: .neurons, row: row)
      neurons.drawNormals(row: row, columns: 0..<neurons.columns, from: &stream)
    }
    return neurons
  }
}
