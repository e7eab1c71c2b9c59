// SPDX-License-Identifier: Apache-2.0

/// Draws y and ỹ, and to which cluster of its label each point belongs. The same seed gives the same y whatever else the mixture is, and more flips contain fewer.
struct LabelSampler {
  let mixture: Mixture

  init(_ mixture: Mixture) { self.mixture = mixture }

  func sample() -> (clean: [Double], observed: [Double], clusters: [Cluster]) {
    var labels = RandomStream(seed: mixture.seed, purpose: .labels)
    var flips = RandomStream(seed: mixture.seed, purpose: .flips)
    let clean = (0..<mixture.points).map { _ in
      Double(labels.next() >> 11) * 0x1p-53 < mixture.balance ? 1.0 : -1.0
    }
    let observed = clean.map { flips.uniform() < mixture.flip ? -$0 : $0 }
    var draws = RandomStream(seed: mixture.seed, purpose: .clusters)
    let list = mixture.clusterList
    let ofLabel = [1.0, -1.0].map { label in list.filter { $0.label == label } }
    let clusters = clean.map { label in
      let own = ofLabel[label > 0 ? 0 : 1]
      return own[own.count == 1 ? 0 : Int(saturating: draws.uniform() * Double(own.count))]
    }
    return (clean, observed, clusters)
  }
}
