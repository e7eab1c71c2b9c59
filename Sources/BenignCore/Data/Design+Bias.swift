// SPDX-License-Identifier: Apache-2.0

extension Design {
  /// The points (x, β) and the neurons (w_j, b_j) with b_j(0) ~ N(0, init²), in one coordinate more; as it is where β = 0.
  ///
  /// - Throws: `.invalid` where β² is no number that G + β² holds.
  func addingBias(of network: NetworkDefinition?) throws(CoreError) -> Design {
    guard let network, network.bias > 0 else { return self }
    let bias = network.bias
    var design = self
    design.bias = bias
    design.points = points.appendingColumn { _ in bias }
    design.neurons = neurons.appendingColumn { row in
      var stream = RandomStream(seed: network.seed, purpose: .biases, row: row)
      return stream.normal()
    }
    design.means = means.map { $0 + [0] }
    // Of a data set nobody knows the noise.
    if !variances.isEmpty { design.variances.append(0) }
    for index in design.gram.storage.indices { design.gram.storage[index] += bias * bias }
    guard design.gram.hasFiniteDiagonal else {
      throw .invalid(key: "bias", reason: "bias is so large that its square overflows")
    }
    if case .heldOut(let rows) = test {
      let points = rows.points.appendingColumn { _ in bias }
      design.test = .heldOut(HeldOutRows(points: points, labels: rows.labels))
    }
    return design
  }
}

extension Matrix {
  fileprivate func appendingColumn(_ entry: (_ row: Int) -> Double) -> Matrix {
    Matrix(rows: rows, columns: columns + 1, storage: storage + (0..<rows).map(entry))
  }
}
